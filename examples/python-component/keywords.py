"""The words that a text uses most often, without those that every text uses.

Reads its inputs as a JSON object from stdin and writes its outputs as one to stdout. What it
writes to stderr is logged, and lines such as `progress: 0.5` are its progress.
"""

import json
import re
import sys
from collections import Counter

COMMON = set("a an and are as at be but by for from in is it of on or that the this to was with".split())


def main() -> None:
    inputs = json.load(sys.stdin)
    words = re.findall(r"\w+", inputs["text"].lower())
    if not words:
        sys.exit("the text has no words")
    print(f"read {len(words)} words", file=sys.stderr)
    print("progress: 0.5", file=sys.stderr, flush=True)
    counts = Counter(word for word in words if word not in COMMON)
    keywords = [{"word": word, "count": count} for word, count in counts.most_common(inputs["most"])]
    json.dump({"keywords": keywords, "words": len(words)}, sys.stdout)


if __name__ == "__main__":
    main()
