/** The line went dead, or nobody waited for its end, after a request may have left: at Node, undici, Go's net/http, gRPC and proxies. */
const cut = [
  /not known|outcome (is |was )?unknown|unknown outcome/,
  /timed? ?out|deadline ?exceeded|context cancell?ed/,
  /ECONNRESET|ECONNABORTED|EPIPE|ENET(RESET|DOWN|UNREACH)|ERR_HTTP2|PREMATURE_CLOSE|UND_ERR_SOCKET/,
  /broken pipe|socket hang up|fetch failed|premature close|network ?(error|failure|problem|is unreachable|is down)/,
  /connection (was |is |has been |unexpectedly |forcibly )*(reset|closed|lost|dropped|aborted|broken|terminated|closing)/,
  /closed (network |idle )?connection|transport is closing|other side closed|closed by the (remote|server|peer)|(lost|dropped) (the )?connection/,
  /\bGOAWAY\b|RST_STREAM|stream (error|terminated|was reset|was closed)|upstream connect/,
  /\b(operation|request|call) (was |has been )?(aborted|cancell?ed|interrupted|terminated)/,
  // undici's and Node's own words for an answer that ended early: on their own, because a machine may be `terminated` as well
  /(^|: )(terminated|aborted)\W*$/m,
  // an answer that was cut off, or that a proxy gave in its place
  /\bEOF\b|unexpected end of (JSON|file|input|stream)|unexpected token '?</,
].map(each => new RegExp(each.source, `i${each.flags}`))

/** The other side broke down in the middle of it (5xx of RFC 9110, and the clouds' own words): it may have come to its end all the same. */
const brokeDown = [
  /internal server error|bad gateway|service unavailable|gateway time-?out/,
  /\b(status|status ?code|http(\/[\d.]+)?|error)\W{0,3}50[0234]\b/,
  /\b(Internal ?Error|InternalFailure|InternalServerError|ServiceUnavailable|backendError)\b/,
  /code = (Unavailable|Internal|DeadlineExceeded|Canceled|DataLoss)\b|\b(1 CANCELLED|4 DEADLINE_EXCEEDED|13 INTERNAL|14 UNAVAILABLE|15 DATA_LOSS)\b/,
  /(plugin|provider|provider'?s? process) (has |was |unexpectedly )*(exited|crashed|died|killed)/,
].map(each => new RegExp(each.source, 'i'))

/** A word of trouble, and the name of a thing that clouds have: it counts where nothing says that this was refused. */
const network = /network/i
const refused =
  /\b4(0[013469]|12|22|29)\b|already exists|conflict|denied|forbidden|unauthori[sz]ed|not (found|allowed|permitted)|quota|limit exceeded|invalid/i

/**
 * Whether a provider's words say that it can't know whether its call was carried out. There is no status for it in the protocol of
 * providers: an exception of a dynamic provider is an exception. Too wide is safe here (a person is asked); too narrow is not: a thing that
 * is there passes for one that was never made, and is made twice. A refusal in plain words stays one.
 */
export const saysUnknown = (message: string): boolean =>
  [...cut, ...brokeDown].some(words => words.test(message)) || (network.test(message) && !refused.test(message))
