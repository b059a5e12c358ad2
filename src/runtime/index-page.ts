// The page that lists the profiles, in the shape of Go's.

import { namedProfiles } from './named-profiles.ts';
import type { Profiler } from './profiler.ts';

interface Page {
  readonly name: string;
  readonly description: string;
}

/** @param others pages beside the profiles. */
export function printIndex(profiler: Profiler, others: readonly Page[]): string {
  const rows = [
    ...namedProfiles.map((profile) => ({ ...profile, count: profile.count(profiler) })),
    ...others.map((page) => ({ ...page, count: 0 })),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `<html>
<head>
<title>/debug/pprof/</title>
<style>
.profile-name{
	display:inline-block;
	width:6rem;
}
</style>
</head>
<body>
/debug/pprof/
<br>
<p>Set debug=1 as a query parameter to export in legacy text format</p>
<br>
Types of profiles available:
<table>
<thead><td>Count</td><td>Profile</td></thead>
${rows.map(({ name, count }) => `<tr><td>${count}</td><td><a href='${name}?debug=1'>${name}</a></td></tr>`).join('\n')}
</table>
<a href="goroutine?debug=2">full goroutine stack dump</a>
<br>
<p>
Profile Descriptions:
<ul>
${rows.map(({ name, description }) => `<li><div class=profile-name>${name}: </div> ${description}</li>`).join('\n')}
</ul>
</p>
</body>
</html>`;
}
