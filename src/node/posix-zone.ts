// Evaluates POSIX time zone rules ('CET-1CEST,M3.5.0,M10.5.0/3'), which say what holds after a zone file's last change.

import type { TimeZone } from '#ports';

/** A day of the year and the seconds after its midnight when a change comes, in the time that held before. */
interface Rule {
  /** Days since 1 January, 0-based, in the given year. */
  readonly day: (year: number) => number;
  readonly seconds: number;
}

const name = '([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)';
const clock = String.raw`([+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?)`;
const date = String.raw`(J\d{1,3}|\d{1,3}|M\d{1,2}\.\d\.\d)`;
// Two short ones: V8 takes milliseconds for one of the whole rule, and every report that has a time would wait for it.
const zonesSyntax = new RegExp(`^${name}${clock}(?:${name}${clock}?)?$`);
const changeSyntax = new RegExp(`^${date}(?:/${clock})?$`);
/** What holds where a zone has daylight saving time without saying when. */
const defaultChanges = ['M3.2.0', 'M11.1.0'];
const defaultClock = '2:00:00';
const secondsPerDay = 86_400;

/** The zone of such a rule; undefined if it is none. */
export function createPosixZone(rule: string): TimeZone | undefined {
  const [zones = '', ...changes] = rule.split(',');
  const [, standardName, standardOffset, daylightName, daylightOffset] = zonesSyntax.exec(zones) ?? [];
  if (standardName === undefined || standardOffset === undefined) return undefined;
  if (changes.length !== 0 && (changes.length !== 2 || daylightName === undefined)) return undefined;
  // POSIX counts offsets west of Greenwich.
  const standard = zoneTime(standardName, -clockSeconds(standardOffset));
  if (daylightName === undefined) return () => standard;
  const daylight = zoneTime(
    daylightName,
    daylightOffset === undefined ? standard.offsetSeconds + 3600 : -clockSeconds(daylightOffset),
  );
  const [start, end] = (changes.length === 0 ? defaultChanges : changes).map(createRule);
  if (start === undefined || end === undefined) return undefined;
  return (unixSeconds) => {
    const seconds = Number(unixSeconds);
    const year = new Date(seconds * 1000).getUTCFullYear();
    const newYear = Date.UTC(year, 0, 1) / 1000;
    const starts = newYear + start.day(year) * secondsPerDay + start.seconds - standard.offsetSeconds;
    const ends = newYear + end.day(year) * secondsPerDay + end.seconds - daylight.offsetSeconds;
    // In the south, daylight saving time goes over the new year.
    const isDaylight =
      starts < ends ? seconds >= starts && seconds < ends : seconds >= starts || seconds < ends;
    return isDaylight ? daylight : standard;
  };
}

function zoneTime(text: string, offsetSeconds: number): ReturnType<TimeZone> {
  return { offsetSeconds, abbreviation: text.replaceAll(/[<>]/g, '') };
}

/** Of 'M3.5.0/3'; undefined if it is none. */
function createRule(change: string): Rule | undefined {
  const [, text, time = defaultClock] = changeSyntax.exec(change) ?? [];
  if (text === undefined) return undefined;
  const seconds = clockSeconds(time);
  if (text.startsWith('M')) {
    const [month = 1, week = 1, weekday = 0] = text.slice(1).split('.').map(Number);
    return { seconds, day: (year) => weekdayOfMonth(year, month, week, weekday) };
  }
  if (!text.startsWith('J')) return { seconds, day: () => Number(text) };
  // Julian days leave 29 February out: day 60 is always 1 March.
  const julian = Number(text.slice(1));
  return { seconds, day: (year) => (isLeap(year) && julian >= 60 ? julian : julian - 1) };
}

/** The day of the year of the `week`-th given weekday (0 is Sunday) of a month; week 5 is the last one. */
function weekdayOfMonth(year: number, month: number, week: number, weekday: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = ((weekday - first.getUTCDay() + 7) % 7) + (week - 1) * 7;
  while (day >= days) day -= 7;
  return (first.getTime() - Date.UTC(year, 0, 1)) / (secondsPerDay * 1000) + day;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** '+1:30' is 5400. */
function clockSeconds(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  const total = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith('-') ? -total : total;
}
