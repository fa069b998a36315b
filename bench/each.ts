// Items per second through `each` and through p-map: npx tsx bench/each.ts [ITEMS]
import { runCompiled } from './run-compiled.js';

await runCompiled('bench/each-rate.ts');
