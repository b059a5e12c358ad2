// Wraps the functions of JavaScript that allocate ArrayBuffers, so that some of the bytes are sampled.

import type { Readable } from 'node:stream';

/** What a call stack begins below of. */
export type StackTop = (...args: never[]) => unknown;

/**
 * Samples are points on the line of all bytes that are allocated. Bytes that no sample may come of (of views of what was
 * there already, or counted in two wrappers) can be on it too: points on them are passed over, and the others stay as
 * they are. So nothing has to be asked about an allocation that no point falls on.
 */
export interface AllocationSampler {
  /** One number: bytes to the next point. An allocation subtracts its own, and has the point where it reaches 0. */
  readonly left: Float64Array;
  /** Takes a sample of `size` bytes that live as long as `buffer`, and sets the next point. */
  take(buffer: ArrayBufferLike, size: number, below: StackTop): void;
  /** Sets the next point. */
  pass(): void;
}

/** V8 keeps typed arrays of up to so many bytes in its heap, and `buffer` would move them out of it. */
const mostBytesInHeap = 64;

/**
 * Wraps the allocators until the function that it gives is called, which puts the originals back. Wrappers that another
 * tool has wrapped in the meantime stay, and do nothing.
 */
export function wrapAllocators({ left, take, pass }: AllocationSampler): () => void {
  let isOn = true;
  const { concatAllocates, textAllocates } = findInnerCalls();

  /** A piece of Node's pool lives as long as the pool does. */
  function takeView(view: Uint8Array, below: StackTop): void {
    if (isOn) take(view.buffer, view.byteLength, below);
  }

  // Most programs have them; those that do without shall not load them for a profiler that is off.
  const { Socket } = process.getBuiltinModule('node:net');
  const { IncomingMessage } = process.getBuiltinModule('node:http');
  const restore = [
    wrap(Buffer, 'alloc', ofItsOwn),
    wrap(Buffer, 'allocUnsafeSlow', ofItsOwn),
    wrap(Buffer, 'allocUnsafe', maybePooled),
    wrap(Buffer, 'from', copying),
    wrap(TextEncoder.prototype, 'encode', encoding),
    wrap(Socket.prototype, 'push', receiving),
    wrap(IncomingMessage.prototype, 'push', receiving),
    wrapArrayBuffer((buffer, below) => {
      if ((left[0]! -= buffer.byteLength) > 0) return;
      if (isOn) take(buffer, buffer.byteLength, below);
    }),
  ];
  if (!concatAllocates) restore.push(wrap(Buffer, 'concat', maybePooled));

  function ofItsOwn(original: Allocator): Allocator {
    return function wrapped(first, second, third) {
      const view = original.call(this, first, second, third);
      if ((left[0]! -= view.byteLength) <= 0) {
        if (view.byteLength > mostBytesInHeap) takeView(view, wrapped);
        else pass();
      }
      return view;
    };
  }

  function maybePooled(original: Allocator): Allocator {
    return function wrapped(first, second) {
      const view = original.call(this, first, second);
      if ((left[0]! -= view.byteLength) <= 0) takeView(view, wrapped);
      return view;
    };
  }

  function copying(original: Allocator): Allocator {
    return function wrapped(first, second, third) {
      const view = original.call(this, first, second, third);
      if ((left[0]! -= view.byteLength) <= 0) {
        if (isCopied(first, view)) takeView(view, wrapped);
        else pass();
      }
      return view;
    };
  }

  /** Other values are buffers, of which Node makes a view, or objects that become one of these. */
  function isCopied(value: unknown, view: Uint8Array): boolean {
    if (typeof value === 'string') return !(textAllocates && isWhole(view));
    return Array.isArray(value) || ArrayBuffer.isView(value);
  }

  function encoding(original: Allocator): Allocator {
    return function wrapped(text) {
      const view = original.call(this, text);
      if ((left[0]! -= view.byteLength) <= 0) takeView(view, wrapped);
      return view;
    };
  }

  /** What comes from the network is allocated by Node's native code. */
  function receiving(original: Push): Push {
    return function wrapped(chunk, charset) {
      if (chunk instanceof Uint8Array && (left[0]! -= chunk.byteLength) <= 0) {
        if (isWhole(chunk)) takeView(chunk, wrapped);
        else pass();
      }
      return original.call(this, chunk, charset);
    };
  }

  return () => {
    isOn = false;
    for (const putBack of restore.toReversed()) putBack();
  };
}

/** Whether functions of this Node allocate through others that are wrapped too, and that see the bytes already. */
function findInnerCalls(): { readonly concatAllocates: boolean; readonly textAllocates: boolean } {
  return {
    concatAllocates: calls('allocUnsafe', () => Buffer.concat([new Uint8Array(8), new Uint8Array(8)])),
    textAllocates: calls('allocUnsafeSlow', () => Buffer.from(' '.repeat(Buffer.poolSize))),
  };
}

function calls(inner: 'allocUnsafe' | 'allocUnsafeSlow', outer: () => void): boolean {
  let isCalled = false;
  const putBack = wrap(Buffer, inner, (original: Allocator) => {
    return function wrapped(size) {
      isCalled = true;
      return original.call(this, size);
    };
  });
  outer();
  putBack();
  return isCalled;
}

function isWhole({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength === buffer.byteLength;
}

type Allocator = (this: unknown, first: unknown, second?: unknown, third?: unknown) => Uint8Array;
type Push = (this: Readable, chunk: unknown, encoding?: BufferEncoding) => boolean;

/** A Proxy, so that `instanceof`, subclasses and static members are those of the original. */
function wrapArrayBuffer(note: (buffer: ArrayBuffer, below: StackTop) => void): () => void {
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
