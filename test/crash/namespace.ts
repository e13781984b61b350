/** Where all runs of the crash matrix go. */
export const NAMESPACE = 'crash'
