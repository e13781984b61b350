/** What the doors let through from a page. */

/** Bytes (or characters) of a call: a plan with 50,000 VMs has some 2 MiB. */
export const MAX_CALL = 8 * 1024 * 1024
/** Bytes of a call with a file in it: an inventory of 50,000 large VMs has some 50 MiB. */
export const MAX_CALL_WITH_FILE = 256 * 1024 * 1024

/** The content type of a call with a file in it. RFC 2046 section 5.1.1: a boundary that needs no quotes. */
export const PARTS = /^multipart\/form-data; ?boundary=[\w'()+,./:=?-]{1,70}$/
