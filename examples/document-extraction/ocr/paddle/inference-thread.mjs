// Runs the models, in a thread of its own, so that a page being read blocks nobody and can be
// stopped at once. It is plain JavaScript, as threads are started without a TypeScript loader.
import { parentPort, workerData } from 'node:worker_threads';

import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const sessions = [];
for (const path of workerData.models) sessions.push(await ort.InferenceSession.create(path));
parentPort.postMessage({ ready: true });

parentPort.on('message', async ({ id, model, data, dims }) => {
  try {
    const session = sessions[model];
    const input = new ort.Tensor('float32', data, dims);
    const outputs = await session.run({ [session.inputNames[0]]: input });
    const output = outputs[session.outputNames[0]];
    // Its memory belongs to the runtime: what is sent is a copy.
    const copy = output.data.slice();
    parentPort.postMessage({ id, data: copy, dims: output.dims }, [copy.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.message ?? error) });
  }
});
