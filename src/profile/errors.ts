// The error for input that is not a usable profile.

/**
 * Bad input: `code` names the kind for programs, `offset` is the byte (binary formats) or line (text
 * formats) where it was noticed, where one is known. The message says what, where and what to do.
 */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly code: ProfileErrorCode;
  readonly offset: number | undefined;

  constructor(code: ProfileErrorCode, message: string, offset?: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

export type ProfileErrorCode =
  | 'empty'
  | 'truncated'
  | 'malformed'
  | 'unrecognized'
  | 'too-large'
  | 'invalid'
  | 'incompatible'
  | 'no-match';
