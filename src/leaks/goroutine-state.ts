// What blocked goroutines wait for, by the frames of Go's runtime that they are parked in.

/** By the name of a function of the runtime or the standard library near the leaf; the first that is found counts. */
const states: readonly (readonly [RegExp, string])[] = [
  [/^runtime\.(?:chanrecv|chanrecv[12])$/, 'chan receive'],
  [/^runtime\.(?:chansend|chansend1)$/, 'chan send'],
  [/^runtime\.selectgo$/, 'select'],
  [/^runtime\.block$/, 'select (no cases)'],
  [/^(?:internal\/poll\.runtime_pollWait|runtime\.netpollblock)$/, 'IO wait'],
  [/^(?:time\.Sleep|runtime\.timeSleep)$/, 'sleep'],
  [/^sync\.(?:\(\*Cond\)\.Wait|runtime_notifyListWait)$/, 'sync.Cond.Wait'],
  [/^sync\.\(\*WaitGroup\)\.Wait$/, 'sync.WaitGroup.Wait'],
  [/^(?:internal\/)?sync\.(?:\(\*(?:Mutex|RWMutex)\)\.|runtime_SemacquireR?W?Mutex)/, 'sync.Mutex.Lock'],
  [/^(?:runtime\.semacquire|sync\.runtime_Semacquire)/, 'semacquire'],
  [/^(?:syscall\.|runtime\.(?:cgocall|asmcgocall|entersyscall))/, 'syscall'],
];

/** @param functions leaf first. @returns '' when none tells. */
export function waitState(functions: readonly string[]): string {
  let weak = '';
  for (const name of functions.slice(0, 8)) {
    const state = states.find(([pattern]) => pattern.test(name))?.[1] ?? '';
    // A semaphore is what mutexes and wait groups are made of: their own name says more.
    if (state === 'semacquire') weak = state;
    else if (state !== '') return state;
  }
  return weak;
}

/** Whether clients, or the clock, decide when they go on: as many as there are connections are no leak by themselves. */
export function waitsOutside(state: string): boolean {
  return state === 'IO wait' || state === 'sleep' || state === 'syscall';
}
