// Says in words what the operating system means by its error codes.

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; check who may use it',
  EDQUOT: 'the disk quota is used up; free some space',
  EEXIST: 'it exists already',
  EIO: 'the device failed to read or write',
  EISDIR: 'is a directory; name a file in it',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the file name is too long',
  ENOENT: 'no such file or directory; check the path',
  ENOSPC: 'no space is left on the device; free some, or write elsewhere',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'it is a socket, not a file',
  EPERM: 'operation not permitted; check who may use it',
  EPIPE: 'the reader has gone',
  EROFS: 'the file system is read-only',
  ERR_INVALID_ARG_VALUE: 'invalid path',
  ETXTBSY: 'it is a program that is running',
};

/** The code of an error of Node or the operating system, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

export function systemReason(error: unknown): string {
  const reason = reasons[errorCode(error) ?? ''];
  if (reason !== undefined) return reason;
  return error instanceof Error ? error.message : String(error);
}
