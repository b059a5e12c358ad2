// The profiles of the corpus that options are tried on, each with patterns that match something in it.

/** A profile, and what options can name in it. Paths are below tests/corpus. */
export interface Subject {
  readonly profile: string;
  /** Matches functions that call others. */
  readonly caller: string;
  /** Matches functions that are called. */
  readonly callee: string;
  /** Matches file names. */
  readonly file?: string;
  /** The key of a label, and one that combines with it. */
  readonly labelKey?: string;
  readonly otherLabelKey?: string;
  /** A label and its value, as `-tagfocus` takes it. */
  readonly label?: string;
  /** A range of a numeric label, as `-tagfocus` takes it. */
  readonly range?: string;
  /** A profile of the same kind, to merge or to subtract. */
  readonly base?: string;
  /** The type of its first value. */
  readonly firstType: string;
}

export const subjects: readonly Subject[] = [
  {
    profile: 'go/heap.pb.gz',
    caller: 'newOrder|serveOrders',
    callee: 'articleName|strconv',
    file: 'shop\\.go',
    labelKey: 'bytes',
    label: 'bytes=16b',
    range: 'bytes=1kb:5kb',
    base: 'go/heap-early.pb.gz',
    firstType: 'alloc_objects',
  },
  {
    profile: 'go/cpu.pb.gz',
    caller: 'newOrder|\\(\\*category\\)\\.walk',
    callee: 'runtime\\.memmove|score',
    file: 'catalog\\.go',
    labelKey: 'tenant',
    otherLabelKey: 'step',
    label: 'tenant=acme',
    base: 'go/cpu-trimpath.pb.gz',
    firstType: 'samples',
  },
  {
    profile: 'go/allocs.pb.gz',
    caller: 'main\\.\\(\\*shop\\)',
    callee: 'concatenateReceipt',
    file: 'leaks\\.go',
    labelKey: 'bytes',
    range: '4kb:',
    base: 'go/heap-early.pb.gz',
    firstType: 'alloc_objects',
  },
  {
    profile: 'go/block.pb.gz',
    caller: 'main\\..*round',
    callee: 'sync\\.',
    file: 'shop\\.go',
    base: 'go/mutex.pb.gz',
    firstType: 'contentions',
  },
  {
    profile: 'go/mutex.pb.gz',
    caller: 'main\\.',
    callee: 'sync\\.\\(\\*Mutex\\)\\.Unlock',
    base: 'go/block.pb.gz',
    firstType: 'contentions',
  },
  { profile: 'go/goroutine.pb.gz', caller: 'main\\.', callee: 'runtime\\.gopark', firstType: 'goroutine' },
  {
    profile: 'go/bench-mergesort.pb.gz',
    caller: '(?i)SORT',
    callee: 'mallocgc|merge\\[',
    file: 'mergesort',
    labelKey: 'bytes',
    range: 'bytes=:64b',
    base: 'go/heap-early.pb.gz',
    firstType: 'alloc_objects',
  },
  {
    profile: 'rust/cpu.pb',
    caller: 'shop::',
    callee: 'core::ptr',
    file: '\\.rs$',
    labelKey: 'thread',
    label: 'thread=worker',
    firstType: 'samples',
  },
  {
    profile: 'node/datadog-wall-labels.pb.gz',
    caller: 'round|newOrder',
    callee: 'formatLine|walk',
    file: '\\.mjs',
    labelKey: 'tenant',
    otherLabelKey: 'shard',
    label: 'acme|globex',
    range: 'shard=5:9',
    firstType: 'sample',
  },
  {
    profile: 'node/datadog-wall-columns.pb.gz',
    caller: 'round|record',
    callee: 'concatenate',
    firstType: 'sample',
  },
  {
    profile: 'python/heap.pb.gz',
    caller: 'work|main',
    callee: '<listcomp>',
    file: 'shop',
    firstType: 'HEAP',
  },
  {
    profile: 'gperftools/shop-late.heap',
    caller: 'shop',
    callee: 'libc',
    labelKey: 'bytes',
    range: 'bytes=1b:4kb',
    base: 'gperftools/shop-early.heap',
    firstType: 'objects',
  },
  { profile: 'gperftools/shop.cpu', caller: 'shop$', callee: 'libunwind', firstType: 'samples' },
  {
    profile: 'synthetic/labels.pb.gz',
    caller: 'serve|encode',
    callee: 'marshal',
    file: 'shop',
    labelKey: 'bytes',
    otherLabelKey: 'request',
    label: 'shard=3',
    range: '64b:1kb',
    base: 'synthetic/plain.pb.gz',
    firstType: 'samples',
  },
  {
    profile: 'synthetic/label-units.pb.gz',
    caller: 'main',
    callee: 'a|b',
    labelKey: 'size',
    otherLabelKey: 'mixed',
    range: 'size=2000kilobytes:5mb',
    firstType: 'inuse_space',
  },
  {
    profile: 'synthetic/many-tags.pb.gz',
    caller: 'index|main',
    callee: 'read',
    labelKey: 'bytes',
    label: 'bytes=4kb',
    range: '1mb:8mb',
    firstType: 'inuse_space',
  },
  {
    profile: 'synthetic/inlined-columns.pb.gz',
    caller: 'rank',
    callee: 'less',
    file: '.',
    firstType: 'cpu',
  },
  { profile: 'synthetic/mappings.pb.gz', caller: 'main', callee: 'vdso|plugin', firstType: 'cpu' },
  { profile: 'synthetic/same-name.pb.gz', caller: 'main', callee: 'init|run|.', firstType: 'cpu' },
  { profile: 'synthetic/names-cpp.pb.gz', caller: 'Cart|parse', callee: 'operator', firstType: 'samples' },
  { profile: 'synthetic/names-java.pb.gz', caller: 'main|run', callee: 'lambda', firstType: 'samples' },
  { profile: 'synthetic/names-files.pb.gz', caller: '.', callee: 'main', file: '/', firstType: 'samples' },
  {
    profile: 'synthetic/plain.pb.gz',
    caller: 'serve',
    callee: 'walk|escape',
    file: '.',
    base: 'synthetic/duplicates.pb.gz',
    firstType: 'samples',
  },
  { profile: 'synthetic/drop-keep-frames.pb.gz', caller: 'main', callee: 'panic', firstType: 'samples' },
  { profile: 'synthetic/negative.pb.gz', caller: 'main', callee: '.', firstType: 'cpu' },
  {
    profile: 'synthetic/diff-base.pb.gz',
    caller: 'main',
    callee: 'c',
    labelKey: 'pprof::base',
    label: 'pprof::base=true',
    firstType: 'cpu',
  },
  {
    profile: 'synthetic/heap-four.pb.gz',
    caller: 'main',
    callee: 'grow',
    base: 'go/heap-early.pb.gz',
    firstType: 'alloc_objects',
  },
  {
    profile: 'synthetic/contention.pb.gz',
    caller: 'main',
    callee: 'lock',
    base: 'go/mutex.pb.gz',
    firstType: 'contentions',
  },
  { profile: 'handmade/java-heapz.txt', caller: 'Cart', callee: 'ArrayList', firstType: 'inuse_objects' },
  { profile: 'handmade/contentionz.txt', caller: 'shop', callee: 'libc', firstType: 'contentions' },
];
