// Flags that are short for a sample index: -alloc_space for -sample_index=alloc_space.

export interface SampleAlias {
  /** The flag. */
  readonly name: string;
  readonly sampleType: string;
  /** Whether the flag also sets the option `mean`. */
  readonly mean: boolean;
  readonly help: string;
}

/** In the order in which they are tried: the first one that is given wins. */
export const sampleAliases: readonly SampleAlias[] = [
  { name: 'total_delay', sampleType: 'delay', mean: false, help: 'Time lost waiting (contention profiles)' },
  { name: 'mean_delay', sampleType: 'delay', mean: true, help: 'Time lost per wait (contention profiles)' },
  {
    name: 'contentions',
    sampleType: 'contentions',
    mean: false,
    help: 'Number of waits (contention profiles)',
  },
  { name: 'inuse_space', sampleType: 'inuse_space', mean: false, help: 'Memory in use (heap profiles)' },
  { name: 'inuse_objects', sampleType: 'inuse_objects', mean: false, help: 'Objects in use (heap profiles)' },
  {
    name: 'alloc_space',
    sampleType: 'alloc_space',
    mean: false,
    help: 'Memory ever allocated (heap profiles)',
  },
  {
    name: 'alloc_objects',
    sampleType: 'alloc_objects',
    mean: false,
    help: 'Objects ever allocated (heap profiles)',
  },
];
