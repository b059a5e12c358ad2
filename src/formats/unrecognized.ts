// Says what bytes that are no profile look like, and what to do about it.

/** Bytes at the start that are looked at. */
const startLength = 1024;

interface Look {
  /** Hexadecimal of the first bytes, or a pattern that the start of the text has. */
  readonly starts: RegExp;
  readonly is: string;
}

const binaryLooks: readonly Look[] = [
  {
    starts: /^7f454c46|^(?:feedfac[ef]|c[ef]faedfe|cafebabe)|^4d5a/,
    is: 'this is a program, not a profile: name its profile after it',
  },
  {
    starts: /^89504e47|^ffd8ff|^474946383/,
    is: 'this is an image, not a profile: use the profile that it was drawn from',
  },
  { starts: /^25504446/, is: 'this is a PDF file, not a profile: use the profile that it was drawn from' },
  { starts: /^1f8b/, is: 'this is gzip inside gzip: gunzip it once' },
  { starts: /^28b52ffd/, is: 'this is compressed with zstd: run unzstd first' },
  { starts: /^fd377a585a/, is: 'this is compressed with xz: run unxz first' },
  { starts: /^425a68/, is: 'this is compressed with bzip2: run bunzip2 first' },
  { starts: /^504b0304/, is: 'this is a zip archive: unzip it and name the profiles in it' },
  {
    starts: /^fffe|^feff/,
    is: 'this is text in UTF-16: profiles that are text are in UTF-8; convert it with iconv',
  },
  {
    starts: /^50455246494c4532|^32454c4946524550/,
    is: 'this is a perf.data file: fold it with perf script and stackcollapse-perf.pl',
  },
  { starts: /^464c5200/, is: 'this is a Java flight recording: convert it to pprof or to folded stacks' },
  {
    starts: /^4a4156412050524f46494c45/,
    is: 'this is a Java heap dump, which has objects and not call stacks',
  },
];

const textLooks: readonly Look[] = [
  {
    starts: /^\s*<(?:!doctype html|html|head|body)/i,
    is: 'this is an HTML page, not a profile: the URL may need a login',
  },
  {
    starts: /^\s*<(?:\?xml[^]*<)?svg/i,
    is: 'this is an image, not a profile: use the profile that it was drawn from',
  },
  { starts: /^\s*<(?:\?xml|[a-z])/i, is: 'this is XML, not a profile' },
  {
    starts: /^go 1\.\d+ trace/,
    is: 'this is a Go execution trace: go tool trace -pprof=TYPE makes a profile of it',
  },
  {
    starts: /^\s*\{\s*"snapshot"\s*:/,
    is: 'this is a V8 heap snapshot, which has objects and not call stacks: take a .heapprofile',
  },
  {
    starts: /^\s*(?:\{\s*"traceEvents"|\[\s*\{[^}]*"ph"\s*:)/,
    is: 'this is a Chrome trace, not a profile: save the .cpuprofile in it',
  },
  {
    starts: /^\s*\{[^]*speedscope/,
    is: 'this is a speedscope file, which can be written but not read: use the profile that it was made of',
  },
  { starts: /^\s*[{[]/, is: 'this is JSON, but neither a .heapprofile nor a .cpuprofile of V8' },
  {
    starts: /^v8-version,/,
    is: 'this is a log of V8: run node --prof-process on it, or record with node --cpu-prof',
  },
  {
    starts: /^# ========\n# captured on/,
    is: 'this is a report of perf: fold the stacks with stackcollapse-perf.pl',
  },
  { starts: /^%!PS/, is: 'this is PostScript, not a profile: use the profile that it was drawn from' },
];

/**
 * Whether the bytes are meant as a profile.proto message, so that what is wrong with that is more to the point
 * than what else they could be: no text, and the first field is one that a profile has, as it has it.
 */
export function looksLikeProfileProto(bytes: Uint8Array): boolean {
  const tag = bytes[0]!;
  const field = tag >>> 3;
  const wireType = tag & 7;
  if (tag >= 0x80 || field === 0 || field > 15 || textOf(bytes.subarray(0, startLength)) !== undefined)
    return false;
  return field <= 6 || field === 11 ? wireType === 2 : wireType === 0 || (field === 13 && wireType === 2);
}

/** A sentence about bytes that no format took. */
export function describeUnrecognized(bytes: Uint8Array): string {
  const start = bytes.subarray(0, startLength);
  const hex = Array.from(start.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const binary = binaryLooks.find((look) => look.starts.test(hex));
  if (binary !== undefined) return binary.is;
  const text = textOf(start);
  if (text !== undefined) {
    const known = textLooks.find((look) => look.starts.test(text));
    return (
      known?.is ?? `this is text in no format of profiles; it begins with ${JSON.stringify(firstWords(text))}`
    );
  }
  return 'this is in no format of profiles; is it the right file?';
}

/** The start of a text; undefined for anything else, a message among them: its lengths are control characters. */
function textOf(start: Uint8Array): string | undefined {
  const isPlain = (byte: number): boolean => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b;
  if (!start.every(isPlain)) return undefined;
  try {
    // The last character may be cut: more of it may come, as far as this decoder knows.
    return new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
  } catch {
    return undefined; // Not UTF-8.
  }
}

function firstWords(text: string): string {
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
