"""Serves the calls of `Command` with `keep: true`. Needs nothing but Python 3."""

import json
import os
import sys
import traceback


class Final(Exception):
    """Raised where another attempt would be of no use."""


def serve(work):
    """Answers each call with what `work` returns for its inputs: a dict of outputs."""
    # Whatever prints to stdout, in C too, must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout.flush()
    os.dup2(2, 1)

    def tell(text):
        sys.stdout.flush()
        sys.stderr.flush()
        answers.write(text + "\n")
        answers.flush()

    tell(json.dumps({"ready": True}))
    for line in open(0, encoding="utf-8"):
        call = json.loads(line)
        try:
            outputs = work(**call["inputs"])
            answer = json.dumps({"id": call["id"], "outputs": outputs}, allow_nan=False)
        except Exception as error:
            traceback.print_exc()
            said = f"{type(error).__name__}: {error}"
            answer = json.dumps({"id": call["id"], "error": said, "final": isinstance(error, Final)})
        tell(answer)
