import type { Operation } from '../operation.ts'
import { effectOf, severityOf } from '../operation.ts'
import { lookAt } from './foreign-nouns.ts'
import { foreignVerb } from './foreign-verbs.ts'
import { weightOf } from './nouns.ts'
import { isEastAsian } from './tokens.ts'
import { isSearched, simplified, verbWrittenTogether } from './verbs-by-script.ts'
import { TWO_PARTS } from './verbs-germanic.ts'
import { verbOf } from './verbs.ts'

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

const ASKS_WRITTEN_TOGETHER = /क्या|कैसे|क्यों|कौन|कितन|কি |কীভাবে|কেন|কোন|எப்படி|ஏன்|எத்தனை|كيف|لماذا|هل |ما هو|ما هي|چگونه|چرا|چطور|؟|吗|呢$|什么|怎么|如何|为什么|哪|谁|多少|几个|能不能告诉|か$|ですか|ますか|なぜ|どう|どこ|どれ|誰が|어떻게|왜 |무엇|뭐|누가|언제|나요|까$|니$/

/** What can't be done or fails: told, not ordered. Chinese says it first, the other two at the end. */
const FAILS_FIRST = /无法|不能|没法|打不开|失败[了。!]|失败$|报错|出错/
/** Forbidden, and what failed is only what the order is about: "删除失败的任务". */
const FORBIDS_FIRST = /不要|别删|别动|请勿|禁止执行/
const FAILS_LAST = /(?:ません|できない|ない[でよ]?|失敗|エラー|障害|落ちて|않(?!는|은|고|게|을)|안 .{1,6}|못 .{1,6}|실패|오류|에러|없음|없어요|지 마)[^、。,]{0,12}$/

export interface ForeignReading { operation: Operation, asks: boolean, object: string[] }

/** Reads a sentence that is in another language; null where it isn't, or where no verb is known. */
export function readForeign(words: readonly string[], asks: boolean): ForeignReading | null {
  const joined = words.join(' ')
  if (words.some(isEastAsian) || isSearched(joined)) return readWrittenTogether(words, joined, asks)
  const markers = words.filter((word) => MARKERS.has(word) && !ENGLISH_TOO.has(word)).length
  const stems = markers > 0 || NOT_ENGLISH.test(joined)
  const first = words[0] ?? ''
  // Spanish and Portuguese "para" stops things, and "para qué" asks.
  const firstVerb = /^qu[eé]$/.test(words[1] ?? '') ? undefined : foreignVerb(first, stems)
  const ordered = firstVerb !== undefined && (!isEnglishVerb(first) || DETERMINER.test(words[1] ?? ''))
  if (markers === 0 && !ordered && !endsWithVerb(words, joined)) return null
  if (TELLS.test(joined)) return { operation: 'explain', asks, object: contentOf(words) }
  const polite = POLITE.exec(joined)
  if (polite === null && QUESTION.test(joined) && !(firstVerb && !asks)) {
    return markers < 1 ? null : { operation: operationAsked(words, joined), asks: true, object: contentOf(words) }
  }
  const rest = polite ? joined.slice(polite[0].length).split(' ').filter((word) => word !== '') : [...words]
  const { operation, at } = orderAmong(rest, markers, stems)
  const negated = isNegated(rest, at)
  if (operation === undefined) {
    const told = negated && markers > 1 && !rest.some((word) => verbOf(word)?.form === 'base')
    return told ? { operation: 'explain', asks: false, object: contentOf(rest) } : null
  }
  return { operation: negated ? 'explain' : lookAt(rest.join(' '), operation), asks: false, object: contentOf(rest) }
}

/** What only stands behind a verb that is none of English: "active un module". */
const DETERMINER = /^(?:une?|el|los|las|les|la|le|il|gli|lo|uno|una|den|das|der|een|het|uma|um|os|ein|eine|einen)$/
const isEnglishVerb = (word: string): boolean => ENGLISH_VERBS.has(word) || verbOf(word) !== undefined
/** "Den aktuellen Kontext anzeigen": in letters that English has, a long word that English doesn't know. */
function endsWithVerb(words: readonly string[], joined: string): boolean {
  const last = words.at(-1) ?? ''
  if (NOT_ENGLISH.test(joined)) return foreignVerb(last, true) !== undefined
  return words.length > 1 && last.length >= 6 && verbOf(last) === undefined && weightOf(last) === 0 && foreignVerb(last) !== undefined
}

const NOT_ENGLISH = /[^\p{ASCII}\u2018-\u201d\u2013\u2014\u2026]/u

function readWrittenTogether(words: readonly string[], joined: string, asks: boolean): ForeignReading | null {
  const text = simplified(joined)
  const operation = verbWrittenTogether(text)
  const questions = asks || ASKS_WRITTEN_TOGETHER.test(text)
  if (failsWrittenTogether(text, operation)) return { operation: 'explain', asks: questions, object: [] }
  if (operation === undefined) return null
  return { operation: questions ? 'explain' : lookAt(text, operation), asks: questions, object: words.filter((each) => /^[\w.-]+$/.test(each)) }
}

const JAPANESE_OR_KOREAN = /[\u3040-\u30ff\uac00-\ud7af]/
function failsWrittenTogether(text: string, operation: Operation | undefined): boolean {
  if (JAPANESE_OR_KOREAN.test(text)) return FAILS_LAST.test(text)
  const ordersFirst = operation !== undefined && verbWrittenTogether(text.slice(0, 4)) === operation && !/失败[了。!]|失败$/.test(text)
  return FORBIDS_FIRST.test(text) || (FAILS_FIRST.test(text) && !ordersFirst)
}

const HOW = /^(?:warum|wieso|pourquoi|por qué|por que|perché|waarom|wie|comment|cómo|como|come|hoe)(?![\p{L}])/u
function operationAsked(words: readonly string[], joined: string): Operation {
  const aboutChange = words.map((word) => foreignVerb(word)).some((verb) => verb !== undefined && effectOf(verb) === 'change')
  if (HOW.test(joined) || aboutChange) return 'explain'
  return MUCH.test(joined) ? 'metrics' : lookAt(joined, 'list')
}

/** "¿Cuánta memoria usa …?" */
const MUCH = /(?:cuánt|quant|combien|wie ?viel|hoeveel|сколько|скільки|ile |ne kadar|berapa).{0,40}(?:memori|mémoire|memóri|speicher|geheugen|памят|пам'ят|pamięci|bellek|cpu|disk|disco|disque)/u

/** The order that a sentence gives: the verb at its beginning, else at its end, else the first; of several joined by "and" the worst. */
function orderAmong(words: readonly string[], markers: number, stems: boolean): { operation: Operation | undefined, at: number } {
  const verbAt = (i: number): Operation | undefined => {
    const word = words[i] ?? ''
    const borrowed = i === 0 && markers > 1 ? verbOf(word)?.verb.operation : undefined
    if (GIVE.test(word) && !ACCESS.test(words.join(' '))) return 'get'
    return separated(words, i) ?? (/starten$/.test(word) && words[i - 1] === 'neu' ? 'restart' : foreignVerb(word, stems) ?? borrowed)
  }
  const known = words.map((_, i) => verbAt(i))
  const last = known.length - 1
  let at = known[0] !== undefined ? 0 : known[last] !== undefined ? last : known.findIndex((operation) => operation !== undefined)
  let operation = known[at]
  for (let i = 1; i < last; i++) {
    if (!AND.test(words[i] ?? '')) continue
    const next = THEM.test(words[i + 1] ?? '') ? i + 2 : i + 1
    const joined = known[next]
    if (operation !== undefined && joined !== undefined && severityOf(joined) > severityOf(operation)) { operation = joined; at = next }
  }
  return { operation, at }
}

/** Who gives no access gives something to see: "gib die Adresse aus". */
const GIVE = /^(?:gib|gebe?|geef|dai|dá|dame|donne|donnez|дай|дайте|daj|dej)$/
const ACCESS = /zugriff|zugang|recht|rolle|admin|toegang|acc[eè]s|acesso|permis|autoris|доступ|прав|роль|dostęp|upraw|přístup|práv|frei/

const AND = /^(?:und|y|e|et|en|och|og|ja|и|і|та|i|a|ve|dan|și|poi|luego|puis|dann|danach)$/

const THEM = /^(?:les?|las?|los|lo|li|gli|sie|ihn|es|ze|os?|as?|их|его)$/

/** "Starte den Pod neu": the particle stands at the end, or in front of the next order. */
function separated(words: readonly string[], i: number): Operation | undefined {
  const word = words[i] ?? ''
  const later = words.slice(i + 1)
  const ends = (particle: RegExp): boolean => later.some((each, k) => particle.test(each) && (k === later.length - 1 || AND.test(later[k + 1] ?? '') || UNMISTAKABLE.test(each)))
  return TWO_PARTS.find(([begin, end]) => begin.test(word) && ends(end))?.[2]
}
/** Particles that mean nothing else in the middle of a sentence. */
const UNMISTAKABLE = /^(?:neu|opnieuw|herunter|runter|hinzu|toe|zurück|terug|zusammen|samen|rückgängig|ongedaan|jour|niveau|fest|wieder|fort)$/

/** Behind the verb only some languages put their "not", and "nothing" is an object. */
function isNegated(words: readonly string[], verb: number): boolean {
  return words.some((word, i) => (word === 'no' && i === 0) || (NEGATION.has(word) && (i < verb || verb < 0 || NOTHING_OF_IT.test(word) || (NOT_BEHIND.test(word) && i >= words.length - 2 && !words.slice(0, i).some((each) => RELATIVE.test(each))))))
}
const NOTHING_OF_IT = /^(?:nichts|rien|nada|niente|nulla|niets|nic|ничего|нічого)$/
const NOT_BEHIND = /^(?:nicht|niet|inte|ikke|pas)$/
const RELATIVE = /^(?:dass?|wenn|falls|obwohl|wer|was|qui|que|dat|som|om|ob|als)$/

const ENGLISH_TOO = new Set(['die', 'was', 'is', 'no', 'do', 'on', 'in', 'me', 'a', 'as', 'to', 'we', 'er', 'met', 'am', 'an', 'pour', 'des', 'dos', 'com', 'e', 'o', 'y', 'van', 'per', 'son', 'or', 'mi', 'en', 'al', 'un', 'hay', 'den', 'mon', 'le', 'la', 'ma', 'tu', 'nie', 'kan', 'het', 'sur', 'il', 'lo', 'il', 'del', 'das', 'der'])
const ENGLISH_VERBS = new Set(['start', 'stop', 'change', 'cause', 'active', 'configure', 'execute', 'describe', 'reduce', 'lance', 'retire', 'cancel', 'visa', 'para', 'pare', 'scala', 'escale', 'liste', 'lista', 'cree', 'dame', 'vis', 'sil', 'finde', 'cerca', 'maken', 'maak', 'wis', 'vind', 'zoek', 'replace', 'copie', 'toon', 'laat', 'inicie', 'restaure', 'active', 'mute', 'mude'])

const contentOf = (words: readonly string[]): string[] => words.filter((word) => !MARKERS.has(word) && foreignVerb(word) === undefined && !NEGATION.has(word) && /[\p{L}\p{N}]/u.test(word))
