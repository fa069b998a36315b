import { openStore } from '../../../lib/store/open-store.js';

// Exits with the store open, when it has asked for the path of a blob.
const { blobs } = await openStore(process.argv[2] ?? '');
process.stdout.write(await blobs.pathOf(await blobs.put(Buffer.from('some bytes'))), () => {
  process.exit(0);
});
