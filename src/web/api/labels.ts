// The answer to a request for the labels of a profile.

export interface LabelsAnswer {
  readonly type: string;
  readonly unit: string;
  /** What 100 % is. */
  readonly total: number;
  /** By key. */
  readonly labels: readonly LabelFacts[];
}

export interface LabelFacts {
  readonly key: string;
  /** What samples with the label have. */
  readonly value: number;
  /** Of text labels: each text, the heaviest first. */
  readonly texts: readonly { readonly text: string; readonly value: number }[];
  /** Of numeric labels: powers of two from the smallest to the largest; `unit` is that of the bounds. */
  readonly unit: string;
  readonly buckets: readonly LabelBucket[];
}

/** Numbers from `from` on and below `to`. */
export interface LabelBucket {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** How many samples are in it. */
  readonly samples: number;
}
