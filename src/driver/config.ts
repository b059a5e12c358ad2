// The settings that shape a report, and their values when nothing was said.

export type SortOrder = 'flat' | 'cum';
/** '' lets the report choose. */
export type Granularity = '' | 'functions' | 'filefunctions' | 'files' | 'lines' | 'addresses';
export type OutputFormat = 'text' | 'json' | 'csv' | 'markdown' | 'html' | 'svg';

/** One field per row of the option table, where each is explained. */
export interface Config {
  readonly output: string;
  readonly callTree: boolean;
  readonly relativePercentages: boolean;
  readonly unit: string;
  readonly compactLabels: boolean;
  readonly sourcePath: string;
  readonly trimPath: string;
  readonly intelSyntax: boolean;
  readonly mean: boolean;
  readonly sampleIndex: string;
  readonly divideBy: number;
  readonly normalize: boolean;
  readonly sort: SortOrder;
  readonly tagRoot: string;
  readonly tagLeaf: string;
  readonly dropNegative: boolean;
  /** -1: as many as the report usually shows; 0: no limit. */
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly trim: boolean;
  readonly focus: string;
  readonly ignore: string;
  readonly pruneFrom: string;
  readonly hide: string;
  readonly show: string;
  readonly showFrom: string;
  readonly tagFocus: string;
  readonly tagIgnore: string;
  readonly tagShow: string;
  readonly tagHide: string;
  readonly noInlines: boolean;
  readonly showColumns: boolean;
  readonly granularity: Granularity;
  readonly format: OutputFormat;
  readonly compat: boolean;
  readonly dotProgram: string;
  /** Whether source lines are shown with the compiler's reasons for what they allocate. */
  readonly escape: boolean;
}

export const defaultConfig: Config = {
  output: '',
  callTree: false,
  relativePercentages: false,
  unit: 'minimum',
  compactLabels: false,
  sourcePath: '',
  trimPath: '',
  intelSyntax: false,
  mean: false,
  sampleIndex: '',
  divideBy: 1,
  normalize: false,
  sort: 'flat',
  tagRoot: '',
  tagLeaf: '',
  dropNegative: false,
  nodeCount: -1,
  nodeFraction: 0.005,
  edgeFraction: 0.001,
  trim: true,
  focus: '',
  ignore: '',
  pruneFrom: '',
  hide: '',
  show: '',
  showFrom: '',
  tagFocus: '',
  tagIgnore: '',
  tagShow: '',
  tagHide: '',
  noInlines: false,
  showColumns: false,
  granularity: '',
  format: 'text',
  compat: false,
  dotProgram: '',
  escape: false,
};
