const TEXTS = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EBUSY: 'Device or resource busy',
} as const

/** Why the host's file system refused; its message is what the host's programs print. */
export class FileError extends Error {
  readonly code: keyof typeof TEXTS

  constructor(code: keyof typeof TEXTS) {
    super(TEXTS[code])
    this.code = code
  }
}
