// What the shell does with a line, wherever lines come from and answers go.

import {
  describeFailure,
  expandShellLine,
  optionListing,
  options,
  readShellLine,
  UnknownCommandError,
  type Config,
  type Profile,
  type Request,
  type ShellStep,
} from '#driver';
import { closestName } from '../spelling.ts';
import { knownWords } from './completion.ts';
import { shellHelp } from './help.ts';

/** Where the answers go. */
export interface ShellFront {
  /** Whether a person sits there: who gets hints, and the options that pprof does not have. */
  readonly isTerminal: boolean;
  /** Lines for the user; a long text can be read page by page. */
  print(text: string): Promise<void>;
  printError(line: string): void;
  /** Makes a report and takes it to where the request says. */
  report(request: Request): Promise<void>;
}

/** The user ended the report; nothing is to be said. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** A report could not be made; the message is for the user. */
export class ReportFailure extends Error {
  override readonly name = 'ReportFailure';
}

export interface ShellSession {
  /** Does what a line says. @returns whether the shell goes on. */
  run(line: string): Promise<boolean>;
}

/** @param request whose config the session starts with. */
export function createShellSession(
  profile: Pick<Profile, 'sampleTypes' | 'defaultSampleType'>,
  request: Request,
  front: ShellFront,
): ShellSession {
  let config: Config = { ...request.config, compactLabels: true };
  const types = profile.sampleTypes.map(({ type }) => type);

  async function runStep(step: ShellStep): Promise<void> {
    switch (step.kind) {
      case 'set':
        config = step.config;
        break;
      case 'list options':
        await front.print(optionListing(config, types, listedOptions(front)).join('\n'));
        break;
      case 'help':
        await front.print(shellHelp(step.topic));
        break;
      case 'report':
        await front.report({
          ...request,
          command: step.command.name,
          regexp: step.regexp,
          config: step.config,
        });
        break;
      default:
    }
  }

  return {
    async run(input) {
      for (const line of expandShellLine(input, profile)) {
        try {
          const step = readShellLine(line, config, profile);
          if (step.kind === 'exit') return false;
          await runStep(step);
        } catch (error) {
          if (error instanceof Cancelled) return true;
          for (const text of failureLines(error, types, front)) front.printError(text);
        }
      }
      return true;
    },
  };
}

/** Through a pipe, the list is that of pprof. */
function listedOptions({ isTerminal }: ShellFront): typeof options {
  return isTerminal ? options : options.filter(({ isOurs = false }) => !isOurs);
}

function failureLines(error: unknown, types: readonly string[], front: ShellFront): readonly string[] {
  if (error instanceof ReportFailure) return [error.message];
  const [line = ''] = describeFailure(error).lines;
  if (!front.isTerminal || !(error instanceof UnknownCommandError)) return [line];
  const equals = error.word.indexOf('=');
  const [word, rest] =
    equals < 0 ? [error.word, ''] : [error.word.slice(0, equals), error.word.slice(equals)];
  const meant = closestName(word, knownWords(types));
  return meant === undefined ? [line, 'type "help" for commands'] : [line, `did you mean "${meant}${rest}"?`];
}
