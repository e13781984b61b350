/** Sizes of hostd's NFC service, all in bytes. */

/** What a host starts with; VMware's guides call it 48 MB. */
export const NFC_DEFAULT_BYTES = 50_331_648
/** What Red Hat's guide raises it to for more than ten copies at once. */
export const NFC_RAISED_BYTES = 1_000_000_000
export const NFC_STREAM_DEFAULT_BYTES = 10_485_760

/** hostd reads a 32-bit number; below 16 MiB not even three copies fit. */
export const NFC_LEAST_BYTES = 16 * 1024 * 1024
export const NFC_MOST_BYTES = 2_147_483_647
export const NFC_STREAM_LEAST_BYTES = 1024 * 1024
