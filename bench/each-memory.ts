// Memory while a source of very many items goes through `each`: npx tsx bench/each-memory.ts [ITEMS]
import { runCompiled } from './run-compiled.js';

await runCompiled('bench/each-heap.ts');
