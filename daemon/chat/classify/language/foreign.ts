import type { Operation } from '../operation.ts'

/**
 * Simple forms in other languages: an order's verb (imperative, infinitive, polite forms), the words that make it a question, and its
 * negation.
 * One table for all, because the words hardly collide; what does (es "para", pt "para") is left out.
 */
const VERBS: readonly (readonly [Operation, string])[] = [
  ['delete', 'lösche löschen loesche loeschen lösch gelöscht entferne entfernen entfernt zerstöre zerstören supprime supprimer supprimez efface effacer effacez détruis détruire détruisez retire retirer enlève enlever borra borrar borre elimina eliminar elimine elimínalo quita quitar destruye destruir apaga apagar apague exclua excluir remova remover exclui elimini cancella cancellare cancelli eliminare rimuovi rimuovere distruggi verwijder verwijderen wis wissen usuń usunąć usun удали удалить sil kaldır radera slet slett poista 删除 削除 삭제'],
  ['restart', 'neustarten starte-neu neustart redémarre redémarrer redémarrez relance relancer relancez reinicia reiniciar reinicie reiniciá riavvia riavviare riavvii herstart herstarten reinicie zrestartuj перезапусти перезапустить starta-om genstart 重启 重启动 再起動 재시작'],
  ['scale', 'skaliere skalieren skalier erhöhe erhöhen vergrößere vergrößern verkleinere verkleinern reduziere reduzieren augmente augmenter augmentez réduis réduire réduisez escala escalar escale escalá aumenta aumentar aumente reduce reducir reduzca scala scalare aumenta aumentare riduci ridurre escale dimensione dimensionar schaal schalen opschalen verhoog verhogen verlaag skaluj przeskaluj масштабируй 扩容 缩容 扩展'],
  ['stop', 'stoppe stoppen anhalten halte beende beenden arrête arrêter arrêtez stoppez détén detén detener detenga para parar pare detenha ferma fermare fermi interrompi arresta stop stopzetten stopp zatrzymaj останови остановить stoppa durdur 停止 중지'],
  ['start', 'starte starten démarre démarrer démarrez lance lancer lancez arranca arrancar inicia iniciar inicie avvia avviare avvii ligar ligue start opstarten uruchom запусти запустить starta başlat 启动 起動 시작'],
  ['deploy', 'deploye deployen bereitstellen ausrollen rolle-aus déploie déployer déployez despliega desplegar despliegue implanta implantar implante publica distribuisci distribuire uitrollen uitrol implementeer wdróż разверни задеплой задеплоить 部署 デプロイ 배포'],
  ['create', 'erstelle erstellen erzeuge erzeugen anlegen lege crée créer créez crea crear cree crie criar creare crei aanmaken maak maken stwórz utwórz utworzyć создай создать skapa opret opprett luo oluştur 创建 新建 作成 생성'],
  ['update', 'aktualisiere aktualisieren ändere ändern ersetze ersetzen aktualisier mets-à-jour modifie modifier modifiez actualise actualiser remplace remplacer change changez actualiza actualizar actualice cambia cambiar cambie modifica modificar atualiza atualizar atualize altere alterar mude mudar aggiorna aggiornare modificare bijwerken wijzig wijzigen verander zaktualizuj zmień обнови обновить измени uppdatera ändra güncelle 更新 修改 変更 업데이트'],
  ['set-config', 'setze setzen stelle-ein konfiguriere konfigurieren définis définir définissez configure configurer règle régler establece establecer configura configurar configure defina definir ajusta ajustar imposta impostare configurare zet instellen stel ustaw установи настрой 设置 配置'],
  ['rollback', 'zurückrollen zurücksetzen setze-zurück annule annuler annulez revenir reviens revierte revertir reverte reverter ripristina annulla annullare terugdraaien draai-terug cofnij откати откатить återställ 回滚'],
  ['undo', 'rückgängig desfaz desfazer desfaça deshaz deshacer deshaga défais défaire maak-ongedaan ongedaan'],
  ['enable', 'aktiviere aktivieren einschalten schalte-ein active activer activez habilita habilitar habilite activa activar active ativa ativar ative abilita abilitare attiva inschakelen włącz включи включить aktivera'], ['disable', 'deaktiviere deaktivieren ausschalten abschalten désactive désactiver désactivez deshabilita deshabilitar desactiva desactivar desative desativar disabilita disattiva uitschakelen wyłącz выключи отключи'],
  ['install', 'installiere installieren installe installer installez instala instalar instale installa installare installeer installeren zainstaluj установить 安装'], ['run', 'führe ausführen exécute exécuter exécutez ejecuta ejecutar ejecute executa executar execute esegui eseguire uitvoeren voer wykonaj выполни 运行 执行 実行'],
  ['move', 'verschiebe verschieben umbenennen benenne déplace déplacer renomme renommer mueve mover renombra renombrar mova renomeia sposta spostare rinomina rinominare verplaats hernoem'], ['copy', 'kopiere kopieren copie copier copiez copia copiar copie copiare kopieer kopiëren'],
  ['grant', 'gewähre erlaube erteile accorde accorder donne-accès concede conceder otorga otorgar concedi concedere geef-toegang'], ['revoke', 'entziehe widerrufe révoque révoquer revoca revocar revoga revogar revocare intrekken trek-in'], ['merge', 'zusammenführen fusionne fusionner fusiona fusionar unisci samenvoegen'], ['close', 'schließe schließen ferme fermer fermez cierra cerrar cierre feche fechar chiudi chiudere sluit sluiten'], ['restore', 'wiederherstellen restaure restaurer restaura restaurar ripristinare herstellen'],
  ['list', 'liste auflisten listez lister lista listar listá elenca elencare lijst toon-alle wypisz перечисли 列出 一覧 목록'], ['get', 'zeige zeigen zeig anzeigen gib montre montrer montrez affiche afficher affichez muestra mostrar muestre muéstrame enséñame mostra mostre mostrami mostrare dame donne-moi dammi mostrar exibe exiba exibir visualizza toon tonen laat pokaż покажи показать visa vis näytä göster 显示 查看 表示 보여줘'],
  ['status', 'prüfe prüfen überprüfe überprüfen kontrolliere vérifie vérifier vérifiez comprueba comprobar verifica verificar verifique revisa revisar verificare controlla controllare controleer controleren sprawdź проверь'], ['describe', 'beschreibe beschreiben décris décrire describe describir descreva descrevi beschrijf opisz'], ['explain', 'erkläre erklären explique expliquer expliquez explica explicar explícame spiega spiegare spiegami leg-uit uitleggen wyjaśnij объясни'], ['search', 'finde finden suche suchen cherche chercher cherchez trouve trouver busca buscar encuentra encontrar procura procurar encontre cerca trova zoek zoeken vind znajdź найди'],
]
/** German and Dutch separate their verbs: "starte den Pod neu", "fahre den Server herunter". First word, last word. */
const SEPARATED: readonly (readonly [RegExp, RegExp, Operation])[] = [
  [/^(?:starte|start|starten)$/, /^(?:neu|opnieuw)$/, 'restart'], [/^(?:fahre|fahr|fahren|schalte|schalt|mach|mache|schakel|zet|skru)$/, /^(?:herunter|runter|aus|ab|uit|af)$/, 'stop'], [/^(?:fahre|fahr|schalte|schalt|schakel|zet)$/, /^(?:hoch|ein|an|in|aan)$/, 'start'], [/^(?:rolle|rol|draai)$/, /^(?:zurück|terug)$/, 'rollback'], [/^(?:rolle|rol)$/, /^(?:aus|uit)$/, 'deploy'],
  [/^(?:lege|leg|maak)$/, /^(?:an|aan)$/, 'create'], [/^(?:setze|setz|zet)$/, /^(?:zurück|terug)$/, 'rollback'], [/^(?:mache|mach|maak)$/, /^(?:rückgängig|ongedaan)$/, 'undo'], [/^(?:führe|führ|voer)$/, /^(?:aus|uit)$/, 'run'], [/^(?:werk)$/, /^(?:bij)$/, 'update'], [/^(?:schaal)$/, /^(?:op|af)$/, 'scale'], [/^(?:halte|halt)$/, /^an$/, 'stop'], [/^(?:stelle|stell|stel)$/, /^(?:ein|in|wieder)$/, 'set-config'], [/^(?:leg)$/, /^uit$/, 'explain'], [/^(?:mets|mettez|mettre)$/, /^(?:jour|niveau)$/, 'update'], [/^(?:remets|revenez|reviens)$/, /^.*$/, 'rollback'],
]
const BY_WORD = new Map<string, Operation>()
for (const [operation, words] of VERBS) for (const word of words.split(' ')) if (!BY_WORD.has(word)) BY_WORD.set(word, operation)

/** Little words that tell that a sentence is in one of these languages; words that English has too are left out. */
const MARKERS = new Set(('der die das den dem des ein eine einen einem einer und oder nicht bitte ich du wir ihr mein meine meinen unser unsere alle mit auf von für im zum zur kannst könntest könnten können wie warum wieso welche welcher welches wer wann läuft laufen gibt sind ist wird werden wurde was wo le la les des du un une et ou ne pas je tu nous vous mon ma mes notre nos avec sur dans pour est sont peux peux-tu pouvez pouvez-vous pourrais pourriez comment pourquoi quel quelle quels quelles qui quand combien s\'il plaît svp quoi ' +
  'el los las una unos y o no por favor yo tú nosotros mi mis nuestro nuestra con sobre en de del al para es son está están puedes podrías puede podría cómo como por qué cuál cuáles quién cuándo cuántos cuántas qué o os as um uma e não eu você nós meu minha nosso nossa com em do da dos das no na nos nas ao é são está estão pode poderia posso quais quem quando quantos quantas quanto il lo gli uno per favore non io mio mia nostro con su nel nella del della dei delle è sono sta stanno puoi potresti può posso come perché quale quali chi quando quanti quante che '
  + 'het een en niet alsjeblieft alstublieft graag ik jij wij mijn onze met op van voor zijn kun kunt je kan hoe waarom welke wie wanneer hoeveel wat is er draaien proszę nie jak dlaczego и не пожалуйста как почему какие кто').split(' '))
const QUESTION = /^(?:wie(?:viele)?|warum|wieso|weshalb|welche[rsn]?|wer|wann|wo|was|kann ich|darf ich|soll(?:te)? ich|muss ich|ist|sind|läuft|laufen|gibt es|hat|haben|was passiert|was würde|comment|pourquoi|quel(?:le)?s?|qui|quand|combien|où|est-ce que|est-ce|puis-je|dois-je|peut-on|qu'est-ce|que se passe|y a-t-il|que|cómo|como|por qué|porque|cuál(?:es)?|quién|cuándo|cuánt[oa]s?|dónde|qué|puedo|debo|debería|se puede|está[n]?|hay|es|son|quando|quanto[s]?|quantas|onde|o que|qual|quais|quem|posso|devo|existe[m]?|é|são|por que|come|perché|quale|quali|chi|quanti|quante|dove|cosa|che cosa|posso|devo|è|sono|ci sono|c'è|si può|hoe|waarom|welke|wie|wanneer|hoeveel|waar|wat|kan ik|mag ik|moet ik|draait|zijn|is er|is|jak|dlaczego|czy|как|почему|какие|кто|что)(?![\p{L}])/u
const POLITE = /^(?:kannst du|könntest du|können sie|könnten sie|kann man|würdest du|bitte|peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu peux|vous pouvez|veuillez|est-ce que tu peux|puedes|podrías|puede|podría|por favor|você pode|pode|poderia|você poderia|puoi|potresti|può|potrebbe|per favore|kun je|kan je|kunt u|zou je|alsjeblieft|ich möchte|ich will|je veux|je voudrais|j'aimerais|quiero|quisiera|necesito|me gustaría|quero|gostaria|preciso|voglio|vorrei|ho bisogno|ik wil|ik wil graag)(?![\p{L}])[ ,]*/u
const NEGATION = new Set(['nicht', 'kein', 'keine', 'keinen', 'ne', 'n\'', 'pas', 'não', 'non', 'niet', 'geen', 'nunca', 'jamais', 'niemals', 'nooit', 'mai', 'nie', 'не'])

export interface ForeignReading { operation: Operation, asks: boolean, object: string[] }

/** Reads a sentence that is in another language; null where it isn't, or where no verb is known. */
export function readForeign(words: readonly string[], asks: boolean): ForeignReading | null {
  let markers = 0
  for (const word of words) if (MARKERS.has(word) && !ENGLISH_TOO.has(word)) markers++
  const first = words[0] ?? ''
  const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(first)
  if (cjk) {
    const text = words.join('')
    for (const [word, operation] of BY_WORD) if (/[^\u0000-\u2fff]/.test(word) && text.includes(word)) return { operation: /吗|么|か$|어떻게|如何|怎么|どう|什么/.test(text) || asks ? 'explain' : operation, asks, object: words.filter((each) => /^[\w.-]+$/.test(each)) }
    return null
  }
  const firstVerb = BY_WORD.get(first)
  if (markers === 0 && !(firstVerb !== undefined && !ENGLISH_VERBS.has(first))) return null
  const joined = words.join(' ')
  const polite = POLITE.exec(joined)
  if (polite === null && (QUESTION.test(joined) && !(firstVerb && !asks))) {
    if (markers < 1) return null
    const verb = words.map((word) => BY_WORD.get(word)).find((found) => found !== undefined)
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
    const found = separated?.[2] ?? (last === 'neu' && /^start/.test(word) ? 'restart' : BY_WORD.get(word))
    if (found !== undefined && (operation === undefined || i === rest.length - 1)) { operation = /starten$/.test(word) && rest[i - 1] === 'neu' ? 'restart' : found }
  }
  // "zeige alle Server", "montre les serveurs": several of a kind.
  if (operation === 'get' && rest.some((word) => /^(?:alle|tous|toutes|todos|todas|tutti|tutte|les|los|las|os|as|gli|i|wszystkie)$/.test(word))) operation = 'list'
  if (operation === undefined) return null
  if (negated) return { operation: 'explain', asks: false, object: contentOf(rest) }
  return { operation, asks: false, object: contentOf(rest) }
}

const ENGLISH_TOO = new Set(['die', 'was', 'is', 'no', 'do', 'on', 'in', 'me', 'a', 'as', 'to', 'we', 'er', 'met', 'am', 'an', 'pour', 'des', 'dos', 'com', 'e', 'o', 'y', 'van', 'per', 'son', 'or', 'mi', 'en', 'al', 'un', 'hay', 'den', 'mon', 'le', 'la', 'ma', 'tu', 'nie', 'kan', 'het', 'sur', 'il', 'lo', 'il', 'del', 'das', 'der'])
const ENGLISH_VERBS = new Set(['start', 'stop', 'change', 'cause', 'active', 'configure', 'execute', 'describe', 'reduce', 'lance', 'retire', 'cancel', 'visa', 'para', 'pare', 'scala', 'escale', 'liste', 'lista', 'cree', 'dame', 'vis', 'sil', 'finde', 'cerca', 'maken', 'maak', 'wis', 'vind', 'zoek', 'replace', 'copie', 'toon', 'laat', 'inicie', 'restaure', 'active', 'mute', 'mude'])

const contentOf = (words: readonly string[]): string[] => words.filter((word) => !MARKERS.has(word) && !BY_WORD.has(word) && !NEGATION.has(word) && /[\p{L}\p{N}]/u.test(word))
