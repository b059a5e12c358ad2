// The frames that a legacy profile hides by default: the profiler's own, the allocator's, those of locks.

import type { ProfileHeader, ValueType } from '#profile';

/** Regular expressions by what the sample types say of the profile's kind. */
export function defaultFrames(
  sampleTypes: readonly ValueType[],
): Pick<ProfileHeader, 'dropFrames' | 'keepFrames'> {
  const kind = sampleTypes.map(({ type }) => type).join(' ');
  if (heapKinds.has(kind)) {
    return { dropFrames: allocatorFrames.join('|'), keepFrames: keptRuntimeFrames.join('|') };
  }
  return {
    dropFrames: (kind === 'contentions delay' ? lockFrames : profilerFrames).join('|'),
    keepFrames: '',
  };
}

const heapKinds: ReadonlySet<string> = new Set([
  'allocations size',
  'objects space',
  'inuse_objects inuse_space',
  'alloc_objects alloc_space',
  'alloc_objects alloc_space inuse_objects inuse_space',
]);

const allocatorFrames: readonly string[] = [
  'calloc|cfree|malloc|free|memalign|do_memalign|(__)?posix_memalign|pvalloc|valloc|realloc',
  'tcmalloc::.*',
  'tc_calloc|tc_cfree|tc_malloc|tc_free|tc_memalign|tc_posix_memalign|tc_pvalloc|tc_valloc|tc_realloc',
  'tc_new|tc_delete|tc_newarray|tc_deletearray|tc_new_nothrow|tc_newarray_nothrow',
  'malloc_zone_malloc|malloc_zone_calloc|malloc_zone_valloc|malloc_zone_realloc',
  'malloc_zone_memalign|malloc_zone_free',
  String.raw`runtime\..*`,
  'BaseArena::.*',
  '(::)?do_malloc_no_errno|(::)?do_malloc_pages|(::)?do_malloc',
  'DoSampledAllocation|MallocedMemBlock::MallocedMemBlock|_M_allocate',
  '__builtin_(vec_)?delete|__builtin_(vec_)?new',
  '__gnu_cxx::new_allocator::allocate|__libc_malloc|__malloc_alloc_template::allocate',
  String.raw`allocate|cpp_alloc|operator new(\[\])?|simple_alloc::allocate`,
];

/** Frames of Go's runtime that are in the middle of a stack rather than at its leaf. */
const keptRuntimeFrames: readonly string[] = [
  String.raw`runtime\.panic`,
  String.raw`runtime\.reflectcall`,
  String.raw`runtime\.call[0-9]*`,
];

const profilerFrames: readonly string[] = [
  'ProfileData::Add',
  'ProfileData::prof_handler',
  'CpuProfiler::prof_handler',
  '__pthread_sighandler',
  '__restore',
];

const lockFrames: readonly string[] = [
  'RecordLockProfileData',
  '(base::)?RecordLockProfileData.*|(base::)?SubmitMutexProfileData.*|(base::)?SubmitSpinLockProfileData.*',
  '(base::Mutex::)?AwaitCommon.*|(base::Mutex::)?Unlock.*|(base::Mutex::)?UnlockSlow.*',
  '(base::Mutex::)?ReaderUnlock.*|(base::MutexLock::)?~MutexLock.*',
  '(Mutex::)?AwaitCommon.*|(Mutex::)?Unlock.*|(Mutex::)?UnlockSlow.*|(Mutex::)?ReaderUnlock.*',
  '(MutexLock::)?~MutexLock.*',
  '(SpinLock::)?Unlock.*|(SpinLock::)?SlowUnlock.*|(SpinLockHolder::)?~SpinLockHolder.*',
];
