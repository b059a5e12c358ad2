// The shape of a row in the table of reports: how a report is built, and printed in each format that it has.

import type { Assets, GraphDrawer, ImageFormat, Demangle, ObjectFiles, SourceReader } from '#ports';
import type { Matcher } from '#profile';
import {
  buildDot,
  printCsv,
  printDrawableDot,
  printJson,
  printMarkdown,
  zoomableSvg,
  type JsonMembers,
  type LineNotes,
  type ReportContext,
  type Table,
  type TextChunk,
} from '#report';
import type { Config, OutputFormat } from './config.ts';

/** Text in chunks; the bytes of a profile, which are compressed when they are written; or an image. */
export type ReportOutput =
  | {
      readonly kind: 'text';
      readonly chunks: Iterable<TextChunk>;
      /** The ending of the file that takes it in place of a terminal, if the format and not the command says it. */
      readonly fileSuffix?: string;
    }
  | { readonly kind: 'proto'; readonly bytes: Uint8Array }
  | { readonly kind: 'image'; readonly bytes: Uint8Array };

export interface ReportInput {
  /** The command; JSON documents are named after it. */
  readonly name: string;
  readonly context: ReportContext;
  readonly config: Config;
  /** The regular expression of a report that takes one, as it was written. */
  readonly pattern: string;
  readonly matches: Matcher | undefined;
  readonly sources: SourceReader;
  /** The compiler's reasons, where they are asked for. */
  readonly lineNotes: LineNotes | undefined;
  readonly objects: ObjectFiles;
  readonly demangle: Demangle;
  readonly drawer: GraphDrawer;
  /** Shows one line to the user, beside the report. */
  message(text: string): void;
  readonly assets: Assets;
  /** What 100 % is of any sample type. */
  totalOf(sampleType: number): number;
}

export interface Report {
  /** In the order of help; a report with 'text' alone has a format of its own, which no other replaces. */
  readonly formats: readonly OutputFormat[];
  /** Starts what takes time and needs no profile. */
  prepare?(config: Config, drawer: GraphDrawer): void;
  /** `format` is one of `formats`. */
  print(input: ReportInput, format: OutputFormat): Promise<ReportOutput>;
}

interface ReportPrinters<Data> {
  /** Throws ProfileError when there is nothing to show. */
  build(input: ReportInput): Data | Promise<Data>;
  text(data: Data): string | Iterable<TextChunk>;
  json?(data: Data): JsonMembers;
  table?(data: Data): Table;
}

/** A report that is built once and printed in one of its formats. */
export function report<Data>({ build, text, json, table }: ReportPrinters<Data>): Report {
  type Print = (data: Data, input: ReportInput) => string | Iterable<TextChunk>;
  const printers = new Map<OutputFormat, Print>([['text', text]]);
  if (json !== undefined)
    printers.set('json', (data, { name, context }) => printJson(name, context, json(data)));
  if (table !== undefined) {
    printers.set('csv', (data) => printCsv(table(data)));
    printers.set('markdown', (data) => printMarkdown(table(data)));
  }
  return {
    formats: [...printers.keys()],
    async print(input, format) {
      const print = printers.get(format) ?? text;
      const output = print(await build(input), input);
      return { kind: 'text', chunks: typeof output === 'string' ? [output] : output };
    },
  };
}

/** A report whose output is a profile. */
export function binaryReport(encode: (input: ReportInput) => Uint8Array): Report {
  return { formats: ['text'], print: async (input) => ({ kind: 'proto', bytes: encode(input) }) };
}

/** A report that is a picture of the call graph. */
export function imageReport(format: ImageFormat): Report {
  return {
    formats: ['text'],
    prepare: ({ dotProgram }, drawer) => drawer.prepare(dotProgram),
    async print({ context, config, drawer }) {
      const graph = buildDot(context);
      const image = await drawer.draw(
        {
          dot: printDrawableDot(graph),
          nodeCount: graph.nodes.length,
          edgeCount: graph.edges.length,
          dotProgram: config.dotProgram,
        },
        format,
      );
      return { kind: 'image', bytes: format === 'svg' ? zoomableSvg(image) : image };
    },
  };
}
