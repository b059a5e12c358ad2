// Wraps the functions of JavaScript that allocate ArrayBuffers, so that each new one is told of once.

import type { Readable } from 'node:stream';

/** @param below the function whose caller allocates */
export type NoteAllocation = (buffer: ArrayBufferLike, below: (...args: never[]) => unknown) => void;

/** V8 keeps typed arrays of up to so many bytes in its heap, and `buffer` would move them out of it. */
const mostBytesInHeap = 64;

/**
 * Wraps the allocators until the function that it gives is called, which puts the originals back. Wrappers that another
 * tool has wrapped in the meantime stay, and do nothing.
 */
export function wrapAllocators(noteNew: NoteAllocation): () => void {
  let isOn = true;
  /** How many were told of: a function that allocates through another one is not told of again. */
  let count = 0;
  // Node keeps its pool alive too, until it makes the next.
  let pool: ArrayBufferLike | undefined;
  let lastOffset = 0;
  let socketChunk: ArrayBufferLike | undefined;

  const note: NoteAllocation = (buffer, below) => {
    count++;
    if (isOn) noteNew(buffer, below);
  };

  const noteView = (view: Uint8Array, below: Parameters<NoteAllocation>[1]): void => {
    // Node hands out its pool from the start to the end. This is the fast path: `buffer` is slow to read.
    const { byteOffset } = view;
    if (byteOffset > lastOffset) {
      lastOffset = byteOffset;
      return;
    }
    const { buffer } = view;
    if (!isWhole(view)) {
      // The pool counts for the one that gets the first piece that is seen.
      lastOffset = byteOffset;
      if (buffer === pool) return;
      pool = buffer;
    }
    note(buffer, below);
  };

  // Most programs have them; those that do without shall not load them for a profiler that is off.
  const { Socket } = process.getBuiltinModule('node:net');
  const { IncomingMessage } = process.getBuiltinModule('node:http');
  const restore = [
    wrap(Buffer, 'alloc', ofItsOwn),
    wrap(Buffer, 'allocUnsafeSlow', ofItsOwn),
    wrap(Buffer, 'allocUnsafe', maybePooled),
    wrap(Buffer, 'concat', maybePooled),
    wrap(Buffer, 'from', copying),
    wrap(Socket.prototype, 'push', receiving),
    wrap(IncomingMessage.prototype, 'push', passingOn),
    wrapArrayBuffer(note),
  ];

  function ofItsOwn(original: Allocator): Allocator {
    return function wrapped(first, second, third) {
      const view = original.call(this, first, second, third);
      if (view.byteLength > mostBytesInHeap) note(view.buffer, wrapped);
      return view;
    };
  }

  function maybePooled(original: Allocator): Allocator {
    return function wrapped(first, second) {
      const before = count;
      const view = original.call(this, first, second);
      if (count === before && view.byteLength > 0) noteView(view, wrapped);
      return view;
    };
  }

  function copying(original: Allocator): Allocator {
    return function wrapped(first, second, third) {
      const before = count;
      const view = original.call(this, first, second, third);
      // Other values are buffers, of which Node makes a view, or objects that become one of these.
      const isCopied = typeof first === 'string' || Array.isArray(first) || ArrayBuffer.isView(first);
      if (isCopied && count === before && view.byteLength > 0) noteView(view, wrapped);
      return view;
    };
  }

  /** What comes from the network is allocated by Node's native code. */
  function receiving(original: Push): Push {
    return function wrapped(chunk, encoding) {
      if (!(chunk instanceof Uint8Array) || chunk.byteLength === 0)
        return original.call(this, chunk, encoding);
      const outer = socketChunk;
      socketChunk = chunk.buffer;
      if (isWhole(chunk)) note(chunk.buffer, wrapped);
      try {
        return original.call(this, chunk, encoding);
      } finally {
        socketChunk = outer;
      }
    };
  }

  /** A body can be a part of the chunk of the socket that is being parsed. */
  function passingOn(original: Push): Push {
    return function wrapped(chunk, encoding) {
      if (chunk instanceof Uint8Array && chunk.byteLength > 0 && chunk.buffer !== socketChunk) {
        if (isWhole(chunk)) note(chunk.buffer, wrapped);
      }
      return original.call(this, chunk, encoding);
    };
  }

  return () => {
    isOn = false;
    pool = undefined;
    for (const putBack of restore.toReversed()) putBack();
  };
}

function isWhole({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength === buffer.byteLength;
}

type Allocator = (this: unknown, first: unknown, second?: unknown, third?: unknown) => Uint8Array;
type Push = (this: Readable, chunk: unknown, encoding?: BufferEncoding) => boolean;

/** A Proxy, so that `instanceof`, subclasses and static members are those of the original. */
function wrapArrayBuffer(note: NoteAllocation): () => void {
  const original = ArrayBuffer;
  const handler: ProxyHandler<ArrayBufferConstructor> = {
    construct(target, args, newTarget) {
      const buffer = Reflect.construct(target, args, newTarget === proxy ? target : newTarget) as ArrayBuffer;
      if (buffer.byteLength > 0) note(buffer, handler.construct!);
      return buffer;
    },
  };
  const proxy = new Proxy(original, handler);
  const restore = [
    replace(globalThis, 'ArrayBuffer', proxy),
    replace(original.prototype, 'constructor', proxy),
  ];
  return () => {
    for (const putBack of restore) putBack();
  };
}

/** Replaces a method by one of the same name and length. */
function wrap<Method extends Allocator | Push>(
  owner: object,
  key: string,
  make: (original: Method) => Method,
): () => void {
  const original = Reflect.get(owner, key) as Method;
  const wrapper = make(original);
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(wrapper, property, { value: original[property], configurable: true });
  }
  return replace(owner, key, wrapper);
}

/** Sets a property as it is defined now; gives what puts it back, unless it has been set again since. */
function replace(owner: object, key: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, key);
  const descriptor = own ?? { writable: true, enumerable: false, configurable: true };
  // A host that has locked it keeps it.
  if (!Reflect.defineProperty(owner, key, { ...descriptor, value })) return () => undefined;
  return () => {
    if (Reflect.get(owner, key) !== value) return;
    if (own === undefined) Reflect.deleteProperty(owner, key);
    else Reflect.defineProperty(owner, key, own);
  };
}
