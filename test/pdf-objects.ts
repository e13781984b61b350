/** Looking into a PDF. */
import { inflateSync } from 'node:zlib'

/** The objects of a PDF as text, those in compressed streams too. */
export function pdfObjects(pdf: Buffer): string {
  const text = pdf.toString('latin1')
  const packed = [...text.matchAll(/\/Type\s*\/ObjStm[^]*?stream\r?\n/g)].map(({ index, 0: head }) => {
    const start = index + head.length
    const end = text.indexOf('endstream', start)
    return inflateSync(pdf.subarray(start, end)).toString('latin1')
  })
  return [text, ...packed].join('\n')
}
