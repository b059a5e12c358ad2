// The server of the web UI over real HTTP: pprof's addresses, and who is kept out.

import { request as httpRequest } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseProfile } from '#formats';
import { gunzipSync, gzipSync } from 'node:zlib';
import { factsElement, tokenHeader, type SessionFacts } from '#web/api';
import { profileOfOne } from './hostile-profile.ts';
import { createWebUi, type RunningUi, type WebUi } from './web-ui.ts';

const heap = 'tests/corpus/go/heap.pb.gz';
let web: WebUi;
let ui: RunningUi;

beforeAll(async () => {
  web = await createWebUi();
  ui = await web.start([heap]);
});
afterAll(() => web.end());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** `fetch` does not let a test say which host it means. */
function ask(path: string, { method = 'GET', headers = {}, to = ui.url } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest(to + path, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asking.on('error', reject);
    asking.end();
  });
}

async function facts(to = ui.url): Promise<SessionFacts> {
  const { text } = await ask('/ui/flamegraph', { to });
  return JSON.parse(new RegExp(`id="${factsElement}">(.*?)</script>`).exec(text)?.[1] ?? '') as SessionFacts;
}

describe('addresses', () => {
  test.each([
    ['/', 307, '/ui/'],
    ['/ui/', 301, 'flamegraph'],
    ['/ui/flamegraph2?f=x', 301, 'flamegraph?f=x'],
    ['/top?n=5', 307, '/ui/top?n=5'],
  ])('%s leads on with %d to %s', async (path, status, location) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers['location']]).toEqual([status, location]);
  });

  test.each(['flamegraph', 'top', 'peek', 'source', 'graph', 'disasm'])('/ui/%s is a page', async (path) => {
    const { status, headers } = await ask(`/ui/${path}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test('an option that makes no sense is refused in the words of pprof', async () => {
    const wanted = 'error setting config field nodecount: strconv.Atoi: parsing "many": invalid syntax';
    for (const path of ['/ui/top?n=many', '/ui/api/top?n=many']) {
      expect(await ask(path)).toMatchObject({ status: 400, text: expect.stringContaining(wanted) as string });
    }
  });

  test('the profile can be downloaded', async () => {
    const response = await fetch(`${ui.url}/ui/download`);
    expect(response.headers.get('content-disposition')).toBe('attachment;filename=profile.pb.gz');
    const profile = parseProfile(gunzipSync(await response.arrayBuffer()), { compat: false });
    expect(profile.sampleTypes.map(({ type }) => type)).toContain('inuse_space');
  });

  test('warnings come with the report that they are about', async () => {
    const { headers } = await ask('/ui/api/top?f=nobody_is_called_this');
    const warnings = JSON.parse(decodeURIComponent(String(headers['x-heapwise-warnings']))) as string[];
    expect(warnings).toEqual(['Focus expression matched no samples']);
  });
});

describe('settings', () => {
  test('are changed by POST with the token of the page, and by nothing else', async () => {
    const { token } = await facts();
    const save = '/ui/saveconfig?config=parsing&f=parse';
    expect((await ask(save)).status).toBe(405);
    expect((await ask(save, { method: 'POST' })).status).toBe(403);
    expect(
      (await ask(save, { method: 'POST', headers: { [tokenHeader]: '0'.repeat(token.length) } })).status,
    ).toBe(403);
    expect((await ask(save, { method: 'POST', headers: { [tokenHeader]: token } })).status).toBe(200);
    expect((await facts()).configs).toContainEqual({ name: 'parsing', query: '?f=parse', isUsers: true });
    const remove = '/ui/deleteconfig?config=parsing';
    expect((await ask(remove, { method: 'POST', headers: { [tokenHeader]: token } })).status).toBe(200);
    expect(await ask(remove, { method: 'POST', headers: { [tokenHeader]: token } })).toMatchObject({
      status: 400,
      text: expect.stringContaining('config parsing not found') as string,
    });
  });
});

describe('who is kept out', () => {
  const port = (): string => new URL(ui.url).port;

  test.each([
    ['a name that was made to lead here', () => ({ host: `attacker.example:${port()}` }), 403],
    ['an address of another machine', () => ({ host: `192.168.1.7:${port()}` }), 403],
    ['a page of another site', () => ({ origin: 'http://attacker.example' }), 403],
    ['a page without a site', () => ({ origin: 'null' }), 403],
    [
      'an image on another site',
      () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
      403,
    ],
    [
      'a frame on another site',
      () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }),
      403,
    ],
    [
      'but not a link on another site',
      () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
      200,
    ],
    ['nor this machine by its address', () => ({ host: `127.0.0.1:${port()}` }), 200],
    ['nor by its address of version 6', () => ({ host: `[::1]:${port()}` }), 200],
  ] as const)('%s', async (_, headers, status) => {
    expect((await ask('/ui/top', { headers: headers() })).status).toBe(status);
  });

  test('other methods than GET and POST', async () => {
    expect((await ask('/ui/top', { method: 'DELETE' })).status).toBe(405);
  });

  test('scripts, frames and requests to anywhere else', async () => {
    const policy = String((await ask('/ui/flamegraph')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('names that would end the data in the page', async () => {
    const path = join(web.cli.directory, 'hostile.pb.gz');
    writeFileSync(path, gzipSync(profileOfOne('</script><script>alert(1)</script>', '/etc/passwd')));
    const hostile = await web.start([path]);
    const { text } = await ask('/ui/flamegraph', { to: hostile.url });
    expect(text).not.toContain('<script>alert');
    expect((await facts(hostile.url)).about.join()).toContain('</script><script>alert(1)</script>');
    await hostile.stop();
  });

  test('files that a profile names outside of where sources are', async () => {
    const path = join(web.cli.directory, 'passwd.pb.gz');
    writeFileSync(path, gzipSync(profileOfOne('main', '/etc/passwd')));
    const hostile = await web.start([path]);
    const { text } = await ask('/ui/api/source?f=main', { to: hostile.url });
    expect(text).toContain('/etc/passwd is outside of the directories that sources may come from');
    expect(text).not.toContain('root:');
    await hostile.stop();
    const allowed = await web.start(['-source_path=/etc', path]);
    expect((await ask('/ui/api/source?f=main', { to: allowed.url })).text).toContain('root:');
    await allowed.stop();
  });
});

test('an address that is taken, or makes no sense, is told in one line', async () => {
  const { port } = new URL(ui.url);
  const taken = await web.cli.run([`-http=localhost:${port}`, '-no_browser', heap]);
  expect([taken.exitCode, taken.stderr]).toEqual([
    2,
    `cannot listen on localhost:${port}: another program listens there\nleave the port out to get a free one: -http=:\n`,
  ]);
  const senseless = await web.cli.run(['-http=8080', '-no_browser', heap]);
  expect(senseless).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('missing port in address') as string,
  });
});

test('it says that other machines can reach it when they can', async () => {
  const open = await web.start(['-http=0.0.0.0:', heap]);
  expect(open.messages()).toContain('Other machines can reach it');
  const { port } = new URL(open.url);
  expect((await ask('/ui/top', { to: `http://127.0.0.1:${port}` })).status).toBe(200);
  const headers = { host: `attacker.example:${port}` };
  expect((await ask('/ui/top', { to: `http://127.0.0.1:${port}`, headers })).status).toBe(403);
  await open.stop();
});

test('Ctrl-C ends it, also while a page is open', async () => {
  const other = await web.start([heap]);
  const response = await fetch(`${other.url}/ui/flamegraph`);
  expect(response.status).toBe(200);
  expect(await other.stop()).toBe(0);
});
