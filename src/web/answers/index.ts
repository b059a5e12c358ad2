// What the pages of the web UI ask for, made of profiles in memory: by the server, and by pages that are files.
export { answerFor, refusal } from './answer.ts';
export { configOfQuery, queryOfConfig, urlOptions } from './query.ts';
export { failure, jsonReply, reply, type Reply } from './reply.ts';
export { sourceFiles, type SourceFile } from './source-files.ts';
export type { Loaded, Served } from './served.ts';
