// The profiler inside a Node process: what programs import as `heapwise/runtime`.
export {
  currentLabels,
  lookup,
  profiles,
  setBlockProfileRate,
  setCpuProfileRate,
  setMemProfileRate,
  startCpuProfile,
  stopCpuProfile,
  trackAsyncResources,
  trackExternalMemory,
  useSourceMaps,
  withLabels,
  writeHeapProfile,
  type ProfileStream,
  type RuntimeProfile,
} from './go-names.ts';
export {
  fastifyPlugin,
  fetchHandler,
  httpHandler,
  koaMiddleware,
  type AuthorizeRequest,
  type FastifyLike,
  type FastifyReplyLike,
  type FastifyRequestLike,
  type HandlerOptions,
  type HttpHandler,
  type KoaContextLike,
} from './handlers.ts';
export { type Labels } from './labels.ts';
export { startServer, type RunningServer, type ServerOptions } from './server.ts';
export { type ListenAddress } from './settings.ts';
