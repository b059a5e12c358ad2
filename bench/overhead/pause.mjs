// How long one heap profile of about 5,000 samples holds up the event loop: node pause.mjs PROFILER. Prints JSON.

import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import { chosenProfiler, profilers } from './profilers.mjs';

const [profiler] = chosenProfiler();
const callSites = 1200;
/** So that the objects that are kept, some 100 MB, have about 5,000 samples. */
const interval = 16 * 1024;
const profilesPerProcess = 6;

const takeProfile = await profilers[profiler](interval);
const sites = makeCallSites();
const kept = sites.map((allocate) => allocate(340));

let collecting = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration;
}).observe({ entryTypes: ['gc'] });
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

const taken = [];
for (let i = 0; i < profilesPerProcess; i++) {
  await sleep(100);
  delay.reset();
  // It measures from its second tick on.
  await sleep(10);
  collecting = 0;
  const before = performance.eventLoopUtilization();
  const bytes = await takeProfile();
  await sleep(20);
  const { active } = performance.eventLoopUtilization(before);
  // The timer that measures comes a millisecond apart without any pause.
  taken.push({ pause: delay.max / 1e6 - 1, collecting, active, bytes });
}
process.stdout.write(JSON.stringify({ taken, kept: kept.length }));
process.exit();

/** Functions of their own, each of which makes objects of five kinds. */
function makeCallSites() {
  const code = Array.from(
    { length: callSites },
    (_, i) => `function site${i}(count) {
      const rows = [];
      for (let k = 0; k < count; k++) rows.push({ k, row: [k, k, k], text: 'row number ' + k });
      return rows;
    }`,
  );
  const names = Array.from({ length: callSites }, (_, i) => `site${i}`);
  return runInThisContext(`${code.join('\n')}\n[${names.join(', ')}]`, { filename: 'call-sites.js' });
}
