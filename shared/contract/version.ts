/**
 * Raise with every incompatible change of the contract. Apart from it, so that a page can ask for it without loading
 * the schemas of all procedures.
 */
export const CONTRACT_VERSION = 4
