import type { Operation } from '../operation.ts'
import { foreignVerb, verbWrittenTogether } from './foreign-verbs.ts'
import { isEastAsian } from './tokens.ts'
import { verbOf } from './verbs.ts'

/** German and Dutch separate their verbs: "starte den Pod neu", "fahre den Server herunter". First word, last word. */
const SEPARATED: readonly (readonly [RegExp, RegExp, Operation])[] = [
  [/^(?:starte|start|starten)$/, /^(?:neu|opnieuw)$/, 'restart'], [/^(?:fahre|fahr|fahren|schalte|schalt|mach|mache|schakel|zet|skru)$/, /^(?:herunter|runter|aus|ab|uit|af)$/, 'stop'], [/^(?:fahre|fahr|schalte|schalt|schakel|zet)$/, /^(?:hoch|ein|an|in|aan)$/, 'start'], [/^(?:rolle|rol|draai)$/, /^(?:zurück|terug)$/, 'rollback'], [/^(?:rolle|rol)$/, /^(?:aus|uit)$/, 'deploy'],
  [/^(?:lege|leg|maak)$/, /^(?:an|aan)$/, 'create'], [/^(?:setze|setz|zet)$/, /^(?:zurück|terug)$/, 'rollback'], [/^(?:mache|mach|maak)$/, /^(?:rückgängig|ongedaan)$/, 'undo'], [/^(?:führe|führ|voer)$/, /^(?:aus|uit)$/, 'run'], [/^(?:werk)$/, /^(?:bij)$/, 'update'], [/^(?:schaal)$/, /^(?:op|af)$/, 'scale'], [/^(?:halte|halt)$/, /^an$/, 'stop'], [/^(?:stelle|stell|stel)$/, /^(?:ein|in|wieder)$/, 'set-config'], [/^(?:leg)$/, /^uit$/, 'explain'], [/^(?:mets|mettez|mettre)$/, /^(?:jour|niveau)$/, 'update'], [/^(?:remets|revenez|reviens)$/, /^.*$/, 'rollback'],
]
/** Little words that tell that a sentence is in one of these languages; words that English has too are left out. */
const MARKERS = new Set(('der die das den dem des ein eine einen einem einer und oder nicht bitte ich du wir ihr mein meine meinen unser unsere alle mit auf von für im zum zur kannst könntest könnten können wie warum wieso welche welcher welches wer wann läuft laufen gibt sind ist wird werden wurde was wo le la les des du un une et ou ne pas je tu nous vous mon ma mes notre nos avec sur dans pour est sont peux peux-tu pouvez pouvez-vous pourrais pourriez comment pourquoi quel quelle quels quelles qui quand combien s\'il plaît svp quoi ' +
  'el los las una unos y o no por favor yo tú nosotros mi mis nuestro nuestra con sobre en de del al para es son está están puedes podrías puede podría cómo como por qué cuál cuáles quién cuándo cuántos cuántas qué o os as um uma e não eu você nós meu minha nosso nossa com em do da dos das no na nos nas ao é são está estão pode poderia posso quais quem quando quantos quantas quanto il lo gli uno per favore non io mio mia nostro con su nel nella del della dei delle è sono sta stanno puoi potresti può posso come perché quale quali chi quando quanti quante che '
  + 'het een en niet alsjeblieft alstublieft graag ik jij wij mijn onze met op van voor zijn kun kunt je kan hoe waarom welke wie wanneer hoeveel wat is er draaien proszę nie jak dlaczego и не пожалуйста как почему какие кто '
  + 'och att inte jag hur varför vilka vilken från för på är snälla og ikke hvordan hvorfor hvilke fra ei miten miksi mitkä kaikki ve bir bu için ile değil lütfen nasıl neden hangi kaç mı mü misin '
  + 'что такое где когда що як чому які хто для всі та із все нам это этот эту при без от до за по из мне его на в с про у będą się czy wszystkie które jakie gdzie że w z dla prosím proč které kdo všechny și pentru toate cum din yang untuk dengan semua tolong bagaimana mengapa '
  + 'és egy nem minden hogyan miért και το την τα των πώς γιατί في من على هل كيف لماذا में का की को है क्या कैसे').split(' '))
const QUESTION = /^(?:в чём|в чем|в чому|чим|para qué|para que|a cosa|à quoi|do czego|wofür|wozu|waarvoor|чем|за що|wie(?:viele)?|warum|wieso|weshalb|welche[rsn]?|wer|wann|wo|was|kann ich|darf ich|soll(?:te)? ich|muss ich|ist|sind|läuft|laufen|gibt es|hat|haben|was passiert|was würde|comment|pourquoi|quel(?:le)?s?|qui|quand|combien|où|est-ce que|est-ce|puis-je|dois-je|peut-on|qu'est-ce|que se passe|y a-t-il|que|cómo|como|por qué|porque|cuál(?:es)?|quién|cuándo|cuánt[oa]s?|dónde|qué|puedo|debo|debería|se puede|está[n]?|hay|es|son|quando|quanto[s]?|quantas|onde|o que|qual|quais|quem|posso|devo|existe[m]?|é|são|por que|come|perché|quale|quali|chi|quanti|quante|dove|cosa|che cosa|posso|devo|è|sono|ci sono|c'è|si può|hoe|waarom|welke|wie|wanneer|hoeveel|waar|wat|kan ik|mag ik|moet ik|draait|zijn|is er|is|jak|dlaczego|czy|как|почему|какие|кто|что|cos'è|che cos'è|czym|co|ile|gdzie|kto|kiedy|które|какой|какая|какое|где|когда|сколько|зачем|можно ли|що|як|чому|де|коли|хто|які|скільки|чи|hur|varför|vilka|vilken|vem|när|vad|finns|är|hvordan|hvorfor|hvilke|hvem|hvad|hva|miten|miksi|mikä|mitkä|kuka|onko|nasıl|neden|hangi|kim|ne|kaç|proč|které|kdo|kdy|cum|de ce|care|cine|bagaimana|mengapa|apa|apakah|siapa|hogyan|miért|milyen|πώς|γιατί|ποιος|τι|كيف|لماذا|هل|क्या|कैसे|कौन)(?![\p{L}])/u
const POLITE = /^(?:kannst du|könntest du|können sie|könnten sie|kann man|würdest du|bitte|peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu peux|vous pouvez|veuillez|est-ce que tu peux|puedes|podrías|puede|podría|por favor|você pode|pode|poderia|você poderia|puoi|potresti|può|potrebbe|per favore|kun je|kan je|kunt u|zou je|alsjeblieft|ich möchte|ich will|je veux|je voudrais|j'aimerais|quiero|quisiera|necesito|me gustaría|quero|gostaria|preciso|voglio|vorrei|ho bisogno|ik wil|ik wil graag)(?![\p{L}])[ ,]*/u
/** "Since yesterday …", "after the update …": told, not ordered. */
const TELLS = /^(?:desde|seit|depuis|sinds|da (?:ieri|stamattina|quando)|od (?:wczoraj|rana|včera)|со? вчера|с утра|з ранку|nach de[mr]|después de|après l|dopo l|depois d|na het|po aktual|после|після|sedan|siden|efter|sonra)(?![\p{L}-])/u
const NEGATION = new Set(['nicht', 'kein', 'keine', 'keinen', 'ne', 'n\'', 'pas', 'não', 'non', 'niet', 'geen', 'nunca', 'jamais', 'niemals', 'nooit', 'mai', 'nie', 'не', 'nichts', 'rien', 'nada', 'niente', 'nulla', 'niets', 'nic', 'ничего', 'нічого', 'inte', 'ikke'])

const ASKS_IN_EAST_ASIA = /吗|呢$|什么|怎么|如何|为什么|哪|谁|多少|几个|能不能告诉|か$|ですか|ますか|なぜ|どう|どこ|どれ|誰が|어떻게|왜 |무엇|뭐|누가|언제|나요|까$|니$/

/** What can't be done, fails or is not to be done: told, not ordered. */
const FAILS_IN_EAST_ASIA = /无法|不能|失败|报错|错误|出错|不要|别删|打不开|ません|できない|ない[でよ]?$|失敗|エラー|障害|落ちて|않|안 |못 |실패|오류|에러|없음|없어요|지 마/

export interface ForeignReading { operation: Operation, asks: boolean, object: string[] }

/** Reads a sentence that is in another language; null where it isn't, or where no verb is known. */
export function readForeign(words: readonly string[], asks: boolean): ForeignReading | null {
  let markers = 0
  for (const word of words) if (MARKERS.has(word) && !ENGLISH_TOO.has(word)) markers++
  const first = words[0] ?? ''
  if (words.some(isEastAsian)) {
    const text = words.join(' ')
    const operation = verbWrittenTogether(text)
    const questions = asks || ASKS_IN_EAST_ASIA.test(text)
    if (FAILS_IN_EAST_ASIA.test(text)) return { operation: 'explain', asks: questions, object: [] }
    if (operation === undefined) return null
    return { operation: questions ? 'explain' : operation, asks: questions, object: words.filter((each) => /^[\w.-]+$/.test(each)) }
  }
  // Spanish and Portuguese "para" stops things, and "para qué" asks.
  const firstVerb = /^qu[eé]$/.test(words[1] ?? '') ? undefined : foreignVerb(first)
  if (markers === 0 && !(firstVerb !== undefined && !ENGLISH_VERBS.has(first))) return null
  const joined = words.join(' ')
  if (TELLS.test(joined)) return { operation: 'explain', asks, object: contentOf(words) }
  const polite = POLITE.exec(joined)
  if (polite === null && (QUESTION.test(joined) && !(firstVerb && !asks))) {
    if (markers < 1) return null
    const verb = words.map((word) => foreignVerb(word)).find((found) => found !== undefined)
    return { operation: /^(?:warum|wieso|pourquoi|por qué|por que|perché|waarom|wie|comment|cómo|como|come|hoe)(?![\p{L}])/u.test(joined) ? 'explain' : verb !== undefined ? 'explain' : 'list', asks: true, object: contentOf(words) }
  }
  const rest = polite ? joined.slice(polite[0].length).split(' ').filter((word) => word !== '') : [...words]
  const last = rest.at(-1)?.replace(/[.,!?]+$/, '') ?? ''
  let operation: Operation | undefined
  let negated = false
  for (let i = 0; i < rest.length; i++) {
    const word = (rest[i] ?? '')
    if (NEGATION.has(word) || (word === 'no' && i === 0)) negated = true
    const separated = SEPARATED.find(([begin, end]) => begin.test(word) && rest.slice(i + 1).some((later) => end.test(later)))
    const borrowed = i === 0 && markers > 1 ? verbOf(word)?.verb.operation : undefined
    const found = separated?.[2] ?? (last === 'neu' && /^start/.test(word) ? 'restart' : foreignVerb(word) ?? borrowed)
    if (found !== undefined && (operation === undefined || i === rest.length - 1)) { operation = /starten$/.test(word) && rest[i - 1] === 'neu' ? 'restart' : found }
  }
  // "zeige alle Server", "montre les serveurs": several of a kind.
  if (operation === 'get' && rest.some((word) => /^(?:alle|tous|toutes|todos|todas|tutti|tutte|les|los|las|os|as|gli|i|wszystkie)$/.test(word))) operation = 'list'
  if (operation === undefined) return negated && markers > 1 && !rest.some((word) => verbOf(word)?.form === 'base') ? { operation: 'explain', asks: false, object: contentOf(rest) } : null
  if (negated) return { operation: 'explain', asks: false, object: contentOf(rest) }
  return { operation, asks: false, object: contentOf(rest) }
}

const ENGLISH_TOO = new Set(['die', 'was', 'is', 'no', 'do', 'on', 'in', 'me', 'a', 'as', 'to', 'we', 'er', 'met', 'am', 'an', 'pour', 'des', 'dos', 'com', 'e', 'o', 'y', 'van', 'per', 'son', 'or', 'mi', 'en', 'al', 'un', 'hay', 'den', 'mon', 'le', 'la', 'ma', 'tu', 'nie', 'kan', 'het', 'sur', 'il', 'lo', 'il', 'del', 'das', 'der'])
const ENGLISH_VERBS = new Set(['start', 'stop', 'change', 'cause', 'active', 'configure', 'execute', 'describe', 'reduce', 'lance', 'retire', 'cancel', 'visa', 'para', 'pare', 'scala', 'escale', 'liste', 'lista', 'cree', 'dame', 'vis', 'sil', 'finde', 'cerca', 'maken', 'maak', 'wis', 'vind', 'zoek', 'replace', 'copie', 'toon', 'laat', 'inicie', 'restaure', 'active', 'mute', 'mude'])

const contentOf = (words: readonly string[]): string[] => words.filter((word) => !MARKERS.has(word) && foreignVerb(word) === undefined && !NEGATION.has(word) && /[\p{L}\p{N}]/u.test(word))
