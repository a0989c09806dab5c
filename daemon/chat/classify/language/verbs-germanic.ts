import type { Operation } from '../operation.ts'
import { rowsOf, type Verb, type VerbTable, verbsIn } from './verb-table.ts'

/** Stems of regular German verbs: "extrahier" stands for extrahiere, extrahieren, extrahiert. */
const GERMAN: VerbTable = {
  get: 'zeig öffn ermittel ermittl erhalt druck', run: 'send test versend', restore: 'extrahier entpack', 'set-config': 'verwend benutz nutz wähl definier', copy: 'synchronisier kopier',
  create: 'erstell kompilier bau initialisier erzeug registrier beantrag bezieh', update: 'aktualisier änder ersetz schreib speicher konvertier überschreib signier verschlüssel verschlüssl entschlüssel entschlüssl verkett formatier markier wandl optimier begrenz integrier filter sortier',
  attach: 'häng mount koppl binde', detach: 'trenn unmount', delete: 'lösch entfern entleer verwerf verwirf säuber', import: 'befüll lad', search: 'scann ermittl durchsuch bestimm', validate: 'validier', status: 'überwach prüf beobacht', explain: 'analysier debugg diagnostizier',
  cost: 'berechn schätz', rotate: 'rotier', deploy: 'deploy implementier', merge: 'verschmelz vereinig', lock: 'sperr entsperr', export: 'komprimier archivier', simulate: 'simulier', grant: 'erlaub', query: 'frag', authenticate: 'authentifizier', connect: 'verbind',
  list: 'list', start: 'start', stop: 'stopp beend', install: 'installier', scale: 'skalier', enable: 'aktivier', disable: 'deaktivier',
}
const GERMAN_ENDINGS = ['', 'e', 'en', 'n', 't', 'et']

/** Dutch, Swedish, Danish and Norwegian orders as they are said. */
const SAID: VerbTable = {
  get: 'print druk krijg ontvang toont ophalen lees meld weergeven afdrukken visas hämta', copy: 'download upload synkroniser', 'set-config': 'gebruik gebruiken selecteer kies specificeer definieer annoteer tag använd bruk brug velg välj',
  create: 'creëer creëren compileer compileren initialiseer bouw bouwen splits split registreer commit bygg byg kompilera kompiler initier', update: 'converteer converteren formatteer herformatteer overschrijf overschrijven schrijf schrijven upgrade versleutel ontsleutel decodeer encodeer markeer optimaliseer onderteken beperk behoud konvertera konverter formatera skriv kryptera markera',
  run: 'stuur verstuur verzend test testen roep skicka send testa', connect: 'open openen öppna åpne åbn', attach: 'koppel mount abonneer montera', detach: 'ontkoppel unmount avmontera', export: 'comprimeer comprimeren dump komprimera', restore: 'extraheer decomprimeer pak extrahera utpakk',
  stop: 'voltooi annuleer verlaat avbryt', start: 'hervat', restart: 'herlaad herladen', import: 'laad laden', delete: 'deïnstalleer deïnstalleren verwerp töm tøm', search: 'scan scannen filter skanna filtrera', status: 'wacht controleer check volg övervaka overvåk', validate: 'verifieer valideer', explain: 'analyseer analyseren debug kraak analysera analysér',
  cost: 'bereken', lock: 'vergrendel ontgrendel lås', enable: 'activeer activeren', refresh: 'ververs synchroniseer', deploy: 'push', query: 'bevraag', grant: 'verleen', approve: 'keur', rotate: 'roteer', undo: 'ongedaan', merge: 'combineer', simulate: 'simuleer',
}

/** A verb in two parts, its particle at the end of the sentence: "gib … aus". The first part, the particle, the order. */
export const TWO_PARTS: readonly (readonly [RegExp, RegExp, Operation])[] = [
  [/^(?:starte?n?|lade?n?)$/, /^(?:neu|opnieuw)$/, 'restart'], [/^(?:fahre?|fahren|schalte?|mache?|schakel|zet|skru|slå|stäng)$/, /^(?:herunter|runter|aus|ab|uit|af|av)$/, 'stop'], [/^(?:fahre?|zet)$/, /^(?:hoch|aan)$/, 'start'], [/^(?:schalte?|schakel)$/, /^(?:ein|an|in|aan)$/, 'enable'],
  [/^(?:rolle?|draai)$/, /^(?:zurück|terug)$/, 'rollback'], [/^rolle?$/, /^(?:aus|uit)$/, 'deploy'], [/^(?:lege?|maak)$/, /^(?:an|aan)$/, 'create'], [/^(?:setze?|zet)$/, /^(?:zurück|terug)$/, 'rollback'], [/^setze?$/, /^fort$/, 'start'], [/^(?:mache?|maak)$/, /^(?:rückgängig|ongedaan)$/, 'undo'],
  [/^(?:führe?|voer)$/, /^(?:aus|uit|durch)$/, 'run'], [/^führe?$/, /^zusammen$/, 'merge'], [/^werk$/, /^bij$/, 'update'], [/^schaal$/, /^(?:op|af)$/, 'scale'], [/^halte?$/, /^an$/, 'stop'], [/^(?:stelle?|stel)$/, /^wieder(?:her)?$/, 'restore'], [/^(?:stelle?|stel)$/, /^(?:ein|in|wieder|um)$/, 'set-config'], [/^stelle?$/, /^bereit$/, 'deploy'], [/^stelle?$/, /^her$/, 'connect'],
  [/^leg$/, /^uit$/, 'explain'], [/^lege?$/, /^(?:fest|vast)$/, 'set-config'], [/^(?:gib|gebe?|geef|drucke?)$/, /^(?:aus|zurück|wieder|weer|terug|ab)$/, 'get'], [/^gib$/, /^frei$/, 'grant'], [/^rufe?$/, /^ab$/, 'get'], [/^(?:rufe?|roep)$/, /^(?:auf|aan)$/, 'run'], [/^(?:frage?|vraag)$/, /^(?:ab|op)$/, 'query'], [/^lade?$/, /^(?:herunter|runter|hoch)$/, 'copy'],
  [/^(?:laad|haal)$/, /^(?:op|binnen|down)$/, 'copy'], [/^(?:füge?|voeg)$/, /^(?:hinzu|toe|ein|in)$/, 'create'], [/^(?:füge?|voeg)$/, /^(?:zusammen|samen)$/, 'merge'], [/^hänge?$/, /^(?:ab|aus)$/, 'detach'], [/^(?:melde?|logge?|log|meld)$/, /^(?:an|ab|ein|aus|in|uit|aan|af)$/, 'authenticate'], [/^wandle?$/, /^um$/, 'update'], [/^benenne?$/, /^um$/, 'move'], [/^(?:breche?|brich|breek)$/, /^(?:ab|af)$/, 'stop'],
  [/^(?:liste?|zähle?|som)$/, /^(?:auf|op)$/, 'list'], [/^richte?$/, /^ein$/, 'create'], [/^nehme?$/, /^an$/, 'approve'], [/^lehne?$/, /^ab$/, 'revoke'], [/^(?:koppel)$/, /^los$/, 'detach'], [/^sla$/, /^op$/, 'update'], [/^pas$/, /^(?:toe)$/, 'deploy'], [/^pas$/, /^aan$/, 'update'], [/^passe?$/, /^an$/, 'update'], [/^pak$/, /^uit$/, 'restore'], [/^packe?$/, /^aus$/, 'restore'],
  [/^(?:sta)$/, /^toe$/, 'grant'], [/^(?:sluit|fahre?)$/, /^(?:af|herunter)$/, 'stop'], [/^(?:wende?)$/, /^an$/, 'deploy'], [/^(?:spiele?)$/, /^ein$/, 'deploy'], [/^(?:räume?|ruim)$/, /^(?:auf|op)$/, 'delete'], [/^(?:schreibe?)$/, /^um$/, 'update'],
  [/^(?:mets|mettez|mettre|met)$/, /^(?:jour|niveau)$/, 'update'], [/^(?:remets|revenez|reviens)$/, /^.*$/, 'rollback'],
]

/** The words of an order in Germanic languages. */
export const germanicVerbs = (): Verb[] => [
  ...verbsIn(rowsOf(SAID)),
  ...verbsIn(rowsOf(GERMAN)).flatMap(([stem, operation]) => GERMAN_ENDINGS.map((ending): Verb => [stem + ending, operation])),
]
