// Makes Profiles of what is there now: pending asynchronous resources, and threads.

import { createProfileBuilder, stringLabel, type Profile } from '#profile';
import type { AsyncResources } from './async-resources.ts';
import type { CallPlace } from './call-stacks.ts';
import { createFrames } from './frames.ts';
import type { Thread } from './inspector.ts';
import type { OriginalPositions } from './original-positions.ts';

/** By stack of creation where resources are tracked, else by kind. */
export function buildGoroutineProfile(resources: AsyncResources, originals: OriginalPositions): Profile {
  const builder = createProfileBuilder();
  const frames = createFrames(builder, originals);
  const groups = new Map<string, { readonly stack: number; readonly type: string; count: number }>();
  const addGroup = (locations: readonly number[], type: string): void => {
    const stack = builder.stacks.add(locations, 0, locations.length);
    const key = `${stack} ${type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { stack, type, count: 1 });
    else group.count++;
  };
  if (resources.isTracking()) {
    for (const { type, stack } of resources.pending()) {
      const places = stack.map((place) => {
        const { name, file, line, column } = originals.ofFunction(
          place.file,
          place.name,
          place.line,
          place.column,
        );
        return frames.place(name, file, line, column);
      });
      addGroup([frames.named(type), ...places], type);
    }
  } else {
    for (const type of resources.active()) addGroup([frames.named(type)], type);
  }
  for (const { stack, type, count } of groups.values()) {
    builder.addSample(stack, builder.labelSets.add([stringLabel(builder.strings, 'type', type)]), [count]);
  }
  const comment = resources.isTracking()
    ? 'pending asynchronous resources by the stack that created them'
    : 'kinds of active resources; HEAPWISE_TRACK_ASYNC=1 or trackAsyncResources(true) adds the stacks that create them';
  return builder.build(countHeader('goroutine', comment));
}

/** @param stackOf who started each worker, by its `threadId`, where that is known */
export function buildThreadProfile(
  threads: readonly Thread[],
  stackOf: ReadonlyMap<number, readonly CallPlace[]>,
  originals: OriginalPositions,
): Profile {
  const builder = createProfileBuilder();
  const frames = createFrames(builder, originals);
  for (const { name, threadId } of threads) {
    const labelSet = builder.labelSets.add([stringLabel(builder.strings, 'thread', name)]);
    const stack = stackOf.get(threadId) ?? [];
    const locations =
      stack.length === 0
        ? [frames.named(name)]
        : stack.map(({ frame, line, column }) => frames.call(frame, line, column));
    builder.addSample(builder.stacks.add(locations, 0, locations.length), labelSet, [1]);
  }
  return builder.build(
    countHeader(
      'threadcreate',
      'the main thread and the workers that run now, by the stack that started them',
    ),
  );
}

/** A profile of a kind that Node does not have. */
export function buildMutexProfile(): Profile {
  return createProfileBuilder().build({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
    periodType: { type: 'contentions', unit: 'count' },
    period: 1n,
    timeNanos: BigInt(Date.now()) * 1_000_000n,
    comments: [noMutexes],
  });
}

const noMutexes = 'JavaScript has no mutexes: look at block, which has the stalls of the event loop';

function countHeader(
  type: string,
  comment: string,
): Parameters<ReturnType<typeof createProfileBuilder>['build']>[0] {
  return {
    sampleTypes: [{ type, unit: 'count' }],
    periodType: { type, unit: 'count' },
    period: 1n,
    timeNanos: BigInt(Date.now()) * 1_000_000n,
    comments: [`heapwise: Node.js ${process.version}, ${comment}`],
  };
}
