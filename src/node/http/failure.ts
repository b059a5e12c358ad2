// Says in one line why a request failed, and what to try next.

import { FetchError } from '#ports';
import { errorCode, systemReason } from '../system-errors.ts';
import type { ProfileUrl } from './profile-url.ts';

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** Whether nobody listened, so that waiting for the program to start may help. */
export function isRefused(error: unknown): boolean {
  const code = errorCode(rootCause(error));
  return code === 'ECONNREFUSED' || (code === 'ENOENT' && error instanceof Error && 'syscall' in error);
}

export function requestFailure(error: unknown, { url, socketPath, timeoutSeconds }: ProfileUrl): FetchError {
  if (error instanceof FetchError) return error;
  const cause = rootCause(error);
  const code = errorCode(cause) ?? '';
  const place = socketPath === '' ? url.host : socketPath;
  if (code === 'ECONNREFUSED') {
    return new FetchError(`connection refused by ${place}: is the program running? -retry=N waits for it`);
  }
  if (code === 'ENOENT' && socketPath !== '') {
    return new FetchError(`no socket ${place}: is the program running? -retry=N waits for it`);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new FetchError(`no such host: ${url.hostname}; check the name`);
  }
  if (/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(code)) {
    return new FetchError(`nothing came for ${timeoutSeconds + 5} s; set -timeout to wait longer`);
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return new FetchError(`${place} does not answer; check the address`);
  if (untrusted.has(code)) {
    return new FetchError(
      `the certificate of ${place} is not signed by an authority that is trusted here; ` +
        'name the authority with -tls_ca=FILE, or trust anyone with https+insecure://',
    );
  }
  if (/^(?:ERR_TLS|CERT_|ERR_SSL|HOSTNAME_MISMATCH)/.test(code)) {
    return new FetchError(`TLS with ${place} failed: ${messageOf(cause)}`);
  }
  if (/^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|HPE_|UND_ERR_RES_CONTENT_LENGTH)/.test(code)) {
    return new FetchError(
      `the connection ended before the profile was whole (${messageOf(cause)}); try again`,
    );
  }
  return new FetchError(`${place}: ${systemReason(cause)}`);
}

function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (errorCode(error) !== undefined) return error;
  return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
