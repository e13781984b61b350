/**
 * The first switch that would let somebody else look into or steer a packaged application, if any.
 * Development and test runs use some of these.
 */
export function debugSwitch(args: readonly string[]): string | undefined {
  return args.find((one) =>
    /^--(remote-debugging-|inspect|no-sandbox|disable-web-security|js-flags)/.test(one),
  )
}
