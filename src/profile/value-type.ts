// Compares what profiles count and in which units, before they are merged or set against each other.

import { unitRatio, unitsCompatible } from '#measurement';
import { ProfileError } from './errors.ts';
import type { Profile, ValueType } from './profile.ts';

/** @throws ProfileError with code 'incompatible' if the period types or the sample types differ. */
export function assertSameTypes(a: Profile, b: Profile): void {
  if (!isSameType(a.periodType, b.periodType)) {
    throw incompatible(`incompatible period types &${typeText(a.periodType)} and &${typeText(b.periodType)}`);
  }
  const isSame =
    a.sampleTypes.length === b.sampleTypes.length &&
    a.sampleTypes.every((type, index) => isSameType(type, b.sampleTypes[index]!));
  if (!isSame) {
    throw incompatible(
      `incompatible sample types ${typesText(a.sampleTypes)} and ${typesText(b.sampleTypes)}`,
    );
  }
}

/**
 * The finest unit of value types that must be of one kind; a final "s" of their names does not matter.
 * @throws ProfileError with code 'incompatible' and a message that starts with `what`.
 */
export function commonUnit(what: string, types: readonly [ValueType, ...ValueType[]]): string {
  const finest = types.reduce((finest, type) => {
    if (withoutFinalS(type.type) !== withoutFinalS(finest.type) || !unitsCompatible(finest.unit, type.unit)) {
      throw incompatible(`${what}: incompatible types: ${typeText(finest)} ${typeText(type)}`);
    }
    return unitRatio(type.unit, finest.unit) < 1 ? type : finest;
  });
  return finest.unit;
}

export function incompatible(message: string): ProfileError {
  return new ProfileError('incompatible', message);
}

function isSameType(a: ValueType, b: ValueType): boolean {
  return a.type === b.type && a.unit === b.unit;
}

function withoutFinalS(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : name;
}

/** As pprof prints a value type, with its two internal fields that are always 0. */
function typeText({ type, unit }: ValueType): string {
  return `{${type} ${unit} 0 0}`;
}

function typesText(types: readonly ValueType[]): string {
  return `[${types.map(typeText).join(' ')}]`;
}
