import type { Problem } from '../problem.ts'

export interface FailedPrint {
  /** "The browser": what prints. */
  readonly printer: string
  /** What to do when it failed by itself. */
  readonly remedy: string
  /** Its time was over, or it was stopped. */
  readonly isOver: boolean
  /** In the printer's own words. */
  readonly said: string
}

/** Problem report.pdf-failed, the same for every printer. */
export function pdfFailed({ printer, remedy, isOver, said }: FailedPrint): Problem {
  return {
    code: 'report.pdf-failed',
    message: isOver
      ? `${printer} did not print the report within its time, at most 3 minutes, or was stopped.`
      : `${printer} did not print the report.`,
    meaning: 'No file was made. The HTML report holds the same and prints from any browser.',
    remedy: isOver
      ? 'Try again when this computer has less to do. The HTML report prints from any browser, and XLSX and JSON hold everything.'
      : remedy,
    ...(said.trim() === '' ? {} : { detail: said.trim() }),
  }
}
