// Finds the time zone that times are shown in: as Go does, from TZ, from /etc/localtime, and from the tz database.

import { readFileSync } from 'node:fs';

import type { TimeZone } from '#ports';

import { parseTimeZoneFile } from './tzif.ts';

const databases = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo'];
const systemZoneFile = '/etc/localtime';

/**
 * The local zone. `tz` is the environment variable TZ: a name of the tz database or the path of a zone
 * file; '' is UTC, undefined the zone of the system. A name that nobody knows is UTC.
 */
export function localTimeZone(tz: string | undefined): TimeZone {
  if (tz === undefined) return readZone(systemZoneFile) ?? intlZone(undefined) ?? utc;
  const name = tz.replace(/^:/, '');
  if (name.startsWith('/')) return readZone(name) ?? utc;
  if (name === '' || name === 'UTC' || name.split('/').includes('..')) return utc;
  for (const database of databases) {
    const zone = readZone(`${database}/${name}`);
    if (zone !== undefined) return zone;
  }
  return intlZone(name) ?? utc;
}

const utc: TimeZone = () => ({ offsetSeconds: 0, abbreviation: 'UTC' });

function readZone(path: string): TimeZone | undefined {
  try {
    return parseTimeZoneFile(readFileSync(path));
  } catch {
    return undefined; // Not there, or not readable: the next place may have it.
  }
}

/**
 * For systems without a tz database. Intl has abbreviations only for some zones; the others show their
 * offset, as in 'GMT+5:30', which becomes '+0530'.
 */
function intlZone(name: string | undefined): TimeZone | undefined {
  const formats = zoneNameFormats(name);
  if (formats === undefined) return undefined;
  return (unixSeconds) => {
    const date = new Date(Number(unixSeconds) * 1000);
    const offset = zoneName(formats.offset, date);
    const short = zoneName(formats.short, date);
    const offsetSeconds = offsetOf(offset);
    return { offsetSeconds, abbreviation: /^(?:GMT|UTC)[+-]/.test(short) ? compact(offset) : short };
  };
}

interface ZoneNameFormats {
  readonly offset: Intl.DateTimeFormat;
  readonly short: Intl.DateTimeFormat;
}

function zoneNameFormats(timeZone: string | undefined): ZoneNameFormats | undefined {
  const zone = timeZone === undefined ? {} : { timeZone };
  try {
    return {
      offset: new Intl.DateTimeFormat('en-US', { ...zone, timeZoneName: 'longOffset' }),
      short: new Intl.DateTimeFormat('en-US', { ...zone, timeZoneName: 'short' }),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined; // No such zone.
    throw error;
  }
}

function zoneName(format: Intl.DateTimeFormat, date: Date): string {
  return format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
}

/** Seconds of 'GMT-03:00'; 'GMT' is 0. */
function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /([+-])(\d+)(?::(\d+))?(?::(\d+))?/.exec(text.replace('\u2212', '-')) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -total : total;
}

/** '-03' of 'GMT-03:00', '+0530' of 'GMT+05:30'. */
function compact(offset: string): string {
  const seconds = offsetOf(offset);
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${hours}${rest}`;
}
