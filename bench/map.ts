// A map over a long list beside `each` over as many items: npx tsx bench/map.ts [ELEMENTS]
import { runCompiled } from './run-compiled.js';

await runCompiled('bench/map-rate.ts');
