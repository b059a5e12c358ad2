// Chooses the proxy for a URL from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, by the rules of Go's programs.

type Environment = Readonly<Record<string, string | undefined>>;

/** The URL of the proxy; undefined for none. This machine itself is never reached through one. */
export function proxyFor(url: URL, environment: Environment): string | undefined {
  const proxy = variable(environment, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  if (proxy === '' || isLoopback(url.hostname)) return undefined;
  const exceptions = variable(environment, 'no_proxy').split(',');
  if (exceptions.some((exception) => covers(exception.trim().toLowerCase(), url))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function variable(environment: Environment, name: string): string {
  return environment[name.toUpperCase()] || environment[name] || '';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(?:\.\d+){3}$/.test(host) || host === '[::1]';
}

/** `example.com` stands for itself and what is under it, `.example.com` only for the latter, `*` for all. */
function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  const [, name = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  const actualPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (wantedPort !== undefined && wantedPort !== actualPort) return false;
  const domain = name.replace(/^\*/, '');
  return domain.startsWith('.')
    ? hostname.endsWith(domain)
    : hostname === domain || hostname.endsWith(`.${domain}`);
}
