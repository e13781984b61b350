/** The most characters that a cell of a spreadsheet takes. */
const MOST = 32_767
const CUT = '... (cut)'

/**
 * Text of a cell that no spreadsheet takes for a formula, also after it was saved as CSV: what begins like one gets an
 * apostrophe in front. What XML cannot hold is replaced.
 */
export function cellText(text: string): string {
  const plain = text.replaceAll(FORBIDDEN, '\ufffd')
  const safe = FORMULA.test(plain) ? `'${plain}` : plain
  return safe.length > MOST ? cut(safe) : safe
}

/** The full-width forms count in some spreadsheets too. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/

const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Never between the halves of a surrogate pair. */
function cut(text: string): string {
  return text.slice(0, MOST - CUT.length).replace(/[\ud800-\udbff]$/, '') + CUT
}
