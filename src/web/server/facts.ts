// What a page is told of its session.

import { optionText } from '#driver';
import { goDuration } from '#measurement';
import { sampleTypeIndex, type Profile } from '#profile';
import { headerTime } from '#report';
import type { OptionFacts, SessionFacts } from '#web/api';
import { urlOptions } from '#web/answers';
import type { Session } from './session.ts';

export function sessionFacts(session: Session): SessionFacts {
  const { profile, request, version } = session.current();
  const type = defaultSampleType(profile, request.config.sampleIndex);
  return {
    title: `${programName(profile)} ${type === '' ? 'unknown' : type}`,
    version,
    sampleTypes: profile.sampleTypes.map(({ type, unit }) => ({ type, unit })),
    defaultSampleType: type,
    about: aboutProfile(profile, session),
    docUrl: /^https?:\/\//.test(profile.docUrl) ? profile.docUrl : '',
    sources: [
      ...(request.diffBase ? ['-diff_base'] : request.bases.length > 0 ? ['-base'] : []),
      ...request.bases,
      ...(request.binary === '' ? [] : [request.binary]),
      ...request.sources,
    ],
    canRefresh: session.canRefresh,
    others: session.others(),
    profileCount: session.profileCount,
    hasLabels: profile.labelSets.count > 1,
    options: urlOptions().map((option): OptionFacts => ({
      name: option.name,
      parameter: option.urlParameter,
      type: option.type,
      value: optionText(request.config, option),
      help: option.help,
      group: option.group,
      choices: option.type === 'choice' ? option.choices : [],
    })),
    configs: session.settings.list(),
    token: session.token,
  };
}

function defaultSampleType(profile: Profile, wanted: string): string {
  if (profile.sampleTypes.length === 0) return '';
  return profile.sampleTypes[sampleTypeIndex(profile, wanted)]?.type ?? '';
}

/** The file of the program without its folders, as in pprof's title. */
function programName({ mappings, strings }: Profile): string {
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  return file === '' ? 'unknown' : file.slice(file.lastIndexOf('/') + 1);
}

function aboutProfile(profile: Profile, { world }: Session): string[] {
  const { mappings, strings, samples, functions } = profile;
  const lines: string[] = [];
  if (mappings.count > 0) {
    const file = strings.text(mappings.file[0]!);
    const buildId = strings.text(mappings.buildId[0]!);
    if (file !== '') lines.push(`File: ${file}`);
    if (buildId !== '') lines.push(`Build ID: ${buildId}`);
  }
  if (profile.timeNanos !== 0n) lines.push(`Time: ${headerTime(profile.timeNanos, world.timeZone)}`);
  if (profile.durationNanos !== 0n) lines.push(`Duration: ${goDuration(profile.durationNanos)}`);
  lines.push(
    `${samples.count.toLocaleString('en')} samples, ${functions.count.toLocaleString('en')} functions`,
  );
  lines.push(...profile.comments);
  return lines;
}
