/**
 * Whether a provider's words say that it can't know whether its call was carried out. There is no status for it in the protocol of
 * providers: an exception of a dynamic provider is an exception. Too wide is safe here (a person is asked), too narrow is not.
 */
export const saysUnknown = (message: string): boolean =>
  /not known|timed? ?out|ECONNRESET|EPIPE|socket hang up|network|fetch failed|connection (was )?(reset|closed|lost|dropped)|Connection dropped/i.test(message)
