// The families of units that values can be scaled within: memory, time and GCU (Google compute units).

/** One unit: the name that is printed after a value, and how many of the family's base unit it is. */
export interface Unit {
  readonly name: string;
  readonly factor: number;
}

/** Units that convert into each other. `defaultUnit` is used when the wanted unit is not one of them. */
export interface UnitFamily {
  readonly defaultUnit: Unit;
  /** Finest first. */
  readonly units: readonly Unit[];
}

/** A unit together with the family that it belongs to. */
export interface KnownUnit {
  readonly unit: Unit;
  readonly family: UnitFamily;
}

type UnitRow = readonly [name: string, factor: number, aliases: readonly string[]];

// Aliases are lower-case and singular; findUnit brings what it is asked for into that form.
const memoryRows: readonly UnitRow[] = [
  ['B', 1, ['b', 'byte']],
  ['kB', 2 ** 10, ['kb', 'kbyte', 'kilobyte']],
  ['MB', 2 ** 20, ['mb', 'mbyte', 'megabyte']],
  ['GB', 2 ** 30, ['gb', 'gbyte', 'gigabyte']],
  ['TB', 2 ** 40, ['tb', 'tbyte', 'terabyte']],
  ['PB', 2 ** 50, ['pb', 'pbyte', 'petabyte']],
];

const timeRows: readonly UnitRow[] = [
  ['ns', 1, ['ns', 'nanosecond']],
  ['us', 1e3, ['μs', 'us', 'microsecond']],
  ['ms', 1e6, ['ms', 'millisecond']],
  ['s', 1e9, ['s', 'sec', 'second']],
  ['hrs', 3.6e12, ['hour', 'hr']],
];

const gcuRows: readonly UnitRow[] = [
  ['n*GCU', 1e-9, ['nanogcu']],
  ['u*GCU', 1e-6, ['microgcu']],
  ['m*GCU', 1e-3, ['milligcu']],
  ['GCU', 1, ['gcu']],
  ['k*GCU', 1e3, ['kilogcu']],
  ['M*GCU', 1e6, ['megagcu']],
  ['G*GCU', 1e9, ['gigagcu']],
  ['T*GCU', 1e12, ['teragcu']],
  ['P*GCU', 1e15, ['petagcu']],
];

const knownUnits: ReadonlyMap<string, KnownUnit> = indexUnits([
  [memoryRows, 'B'],
  [timeRows, 's'],
  [gcuRows, 'GCU'],
]);

/** The unit of that name in any family: case, and one final "s", do not matter. Undefined if no family has it. */
export function findUnit(name: string): KnownUnit | undefined {
  return knownUnits.get(singular(name.toLowerCase()));
}

/** The names of the units that values in this one can be shown in, itself included; none for an unknown unit. */
export function relatedUnits(name: string): readonly string[] {
  return findUnit(name)?.family.units.map((unit) => unit.name) ?? [];
}

/** Whether values in these two units can be added up, after scaling if need be. */
export function unitsCompatible(a: string, b: string): boolean {
  if (a === b) return true;
  const family = findUnit(a)?.family;
  return family !== undefined && family === findUnit(b)?.family;
}

/** The final "s" goes if the name is longer than two bytes of UTF-8, so that "ns" and "s" stay what they are. */
function singular(name: string): string {
  if (!name.endsWith('s')) return name;
  const isLong = name.length > 2 || name.charCodeAt(0) > 0x7f;
  return isLong ? name.slice(0, -1) : name;
}

function indexUnits(
  families: readonly (readonly [rows: readonly UnitRow[], defaultName: string])[],
): ReadonlyMap<string, KnownUnit> {
  const byAlias = new Map<string, KnownUnit>();
  for (const [rows, defaultName] of families) {
    const units = rows.map(([name, factor]) => ({ name, factor }));
    const defaultUnit = units.find((unit) => unit.name === defaultName) ?? { name: defaultName, factor: 1 };
    const family: UnitFamily = { defaultUnit, units };
    rows.forEach(([name, factor, aliases]) => {
      for (const alias of aliases) byAlias.set(alias, { unit: { name, factor }, family });
    });
  }
  return byAlias;
}
