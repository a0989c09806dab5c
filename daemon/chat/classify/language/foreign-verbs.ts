import type { Operation } from '../operation.ts'

/**
 * What an order's verb looks like in other languages: imperative, infinitive, polite forms. One table for all, because the words hardly
 * collide; what does (es "para", pt "para") is left out.
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

/** More of them, by language; a word that stands above keeps its meaning. */
const MORE: readonly (readonly [Operation, string])[] = [
  ['delete', 'bereinige bereinigen leere leeren deinstalliere deinstallieren räume aufräumen vide vider videz purger désinstalle désinstaller vacía vaciar limpia limpiar desinstala desinstalar elimínala bórralo bórrala suprimir suprime esvazie esvaziar limpe limpar desinstale svuota svuotare pulisci pulire disinstalla disinstallare leeg legen ruim gooi deinstalleer usuwa usuwanie skasuj skasować wyczyść wyczyścić odinstaluj видали видалити видаліть прибери прибрати очисти очистити очистить почисти почистить vymaž vymazat smaž smazat odstraň odstranit odinstalovat avinstallera fjern fjerne afinstaller avinstaller rensa ryd tyhjennä siler silin kaldırın sildir temizle temizleyin șterge ștergeți elimină hapus menghapus töröld törlése töröl διαγραφή διάγραψε احذف حذف हटाएँ हटाओ xóa xoá'],
  ['restart', 'durchstarten rebootet redémarrage reiniciarlo reiniciado reinicialize reinicializar ricarica heropstarten zrestartować przeładuj ponów перезапустіть перезавантаж перезавантажити перезагрузи перезагрузить restartuj restartovat restartuje repornește επανεκκίνηση'],
  ['scale', 'vergrössere verdopple verdoppeln halbiere halbieren agrandis agrandir agrandissez doubler diminue diminuer disminuye disminuir duplica duplicar redimensiona redimensionar diminua diminuir ridimensiona ridimensionare raddoppia dimezza vergroot vergroten verklein verkleinen verdubbel zwiększ zwiększyć zmniejsz zmniejszyć podwój увеличь увеличить увеличьте уменьши уменьшить збільш збільшити зменш масштабировать масштабуй zvyš zvýšit sniž snížit škáluj öka minska skala skaler øg forøg reducer kasvata pienennä artır artırın azalt büyüt küçült ölçekle ölçeklendir mărește micșorează scalează tambah perbesar perkecil növeld'],
  ['stop', 'stoppt pausiere pausieren abbrechen brich interrompre interromps suspendre suspender suspende pausa pausar termina terminar encerra encerre encerrar finaliza finalizar finalize interrompa interromper suspenda sospendi spegni arrestare fermate stopzet pauzeer beëindig zatrzymać wstrzymaj przerwij zakończ зупини зупинити зупиніть остановите заверши завершить прекрати приостанови zastav zastavit ukonči ukončit avsluta stands afslut avslutt pysäytä keskeytä durdurun kapat kapatın oprește opriți hentikan állítsd leállítása διακοπή أوقف إيقاف रोकें'],
  ['start', 'hochfahren fortsetzen démarrage comienza comenzar comience inicialize iniciarlo começa comece começar inizia iniziare riprendi hervat hervatten opstart rozpocznij rozpocząć wznów uruchomić запустіть запустите начни начать возобнови почни spusť spustit zahaj käynnistä aloita başlatın çalıştırmaya pornește porniți mulai jalankan indítsd indítása εκκίνηση शुरू ابدأ'],
  ['deploy', 'ausliefern veröffentliche veröffentlichen publie publier publiez déployons lanza publicar publique pubblica pubblicare publiceer publiceren uitbrengen wdrożyć opublikuj опубликуй опубликовать розгорни розгорнути nasaď nasadit driftsätt udrul julkaise dağıt dağıtın yayınla yayınlayın implementează terbitkan'],
  ['create', 'erstellt erstell generiere generieren füge hinzufügen richte einrichten anlege génère générer générez ajoute ajouter ajoutez genera generar genere añade añadir agrega agregar agregue créame haz hacer gera gerar gere adiciona adicionar adicione aggiungi aggiungere aggiunge generare creami genereer genereren voeg toevoegen dodaj dodać wygeneruj wygenerować stworzyć załóż создайте добавь добавить добавьте сгенерируй сгенерировать заведи створи створити створіть додай додати vytvoř vytvořit přidej přidat lägg skapar generera tilføj opprette legg tilføje lisää oluşturun ekle ekleyin yarat üret creează creați adaugă generează buat buatlah tambahkan membuat hozz készíts létrehozása δημιουργία δημιούργησε أنشئ إنشاء أضف बनाएँ बनाओ tạo thêm'],
  ['update', 'aktualisiert bearbeite bearbeiten korrigiere repariere reparieren passe anpassen mettre édite éditer corrige corriger répare réparer renouvelle edita editar edite corregir repara reparar reemplaza reemplazar renueva sustituye substitui substituir substitua corrija corrigir conserta consertar modifique sostituisci sostituire correggi ripara bewerk bewerken vervang vervangen repareer aktualizuj edytuj edytować zastąp zamień popraw napraw обновите замени заменить исправь исправить почини отредактируй редактировать онови оновити зміни змінити виправ aktualizovat uprav upravit oprav nahraď redigera ersätt opdater rediger ret ændre oppdater endre päivitä muokkaa korvaa korjaa güncelleyin değiştir değiştirin düzenle düzenleyin düzelt actualizează modifică editează înlocuiește perbarui ubah ganti frissítsd módosítsd ενημέρωση حدّث تحديث'],
  ['set-config', 'stell wechsle wechseln bascule basculer basculez paramètre sélectionne fija fijar ponga pon poner ajuste selecione passa seleziona wissel configureer przełącz przełączyć skonfiguruj skonfigurować ustawić wybierz настройте переключи переключиться переключись задай задать налаштуй встанови перемкни nastav nastavit přepni přepnout ställ växla konfigurera indstil skift sett bytt aseta vaihda ayarla ayarlayın yapılandır setează comută configurează atur setel'],
  ['rollback', 'zurückkehren vuelve volver volta voltar volte torna tornare ritorna keer wróć верни вернуть вернись відкоти повернись vrať vrátit återgå rul palaa revino kembalikan'],
  ['undo', 'deshacerlo cofnąć отмени отменить скасуй скасувати ångra fortryd angre kumoa'],
  ['enable', 'freischalten freigeben aktivierst habilitarlo habilitá abilitiamo aanzetten włączyć aktywuj увімкни увімкнути активируй zapni zapnout povol povolit aktiver etkinleştir etkinleştirin aktifleştir activează aktifkan'],
  ['disable', 'sperre sperren désactivation inhabilita desativa desabilita desabilite desabilitar disabilitare disattivare uitzetten deactiveer wyłączyć dezaktywuj выключить отключить отключите вимкни вимкнути vypni vypnout zakaž inaktivera deaktiver dezactivează nonaktifkan'],
  ['install', 'instálame instalá installate instaluj zainstalować поставь встановити nainstaluj nainstalovat installera installér asenna yükle yükleyin kur kurun instalează pasang telepítsd εγκατάσταση ثبّت'],
  ['run', 'exécution rode rodar corre correr lancia lanciare uitvoering wykonać odpal выполнить выполните виконай виконати proveď provést kör kør kjør suorita aja çalıştır çalıştırın yürüt rulează execută futtasd εκτέλεση شغّل تشغيل चलाएँ chạy'],
  ['move', 'bewege verlagern umbenenne renommez déplacez mueva trasladar renomear renomeie hernoemen verplaatsen przenieś przenieść перемести переместить переименуй переименовать перейменуй перемісти přesuň přejmenuj přejmenovat flytta flyt flytt omdøb siirrä taşı taşıyın adlandır mută redenumește pindahkan'],
  ['copy', 'lade hochladen herunterladen klone klonen spiele télécharge télécharger téléverse cloner sube subir descarga descargar clona clonar baixa baixar baixe envie enviar carica caricare scarica scaricare clonare downloaden uploaden kloon skopiuj skopiować pobierz pobrać wyślij prześlij sklonuj скопируй скопировать скачай скачать загрузи загрузить клонируй клонировать скопіюй завантаж завантажити клонуй zkopíruj zkopírovat stáhni stáhnout nahraj naklonuj kopiera kopier ladda hämta hent kopioi lataa kloonaa kopyala kopyalayın indir indirin klonla copiază descarcă salin unduh unggah másold letöltése αντιγραφή'],
  ['export', 'exportiere exportieren sichere sichern exporte sauvegarde sauvegarder archiver exporta exportar respalda respaldar archiva esporta esportare salva salvare archivia exporteer exporteren archiveer eksportuj wyeksportuj zarchiwizuj экспортируй экспортировать заархивируй експортуй exportuj zálohuj exportera eksporter varmuuskopioi yedekle exportă ekspor cadangkan'],
  ['import', 'importiere importieren importez importa importar importe importare importeer importeren importuj zaimportuj импортируй импортировать імпортуй importera importér tuo importă impor'],
  ['grant', 'freigibst autorise autoriser partage partager comparte compartir permite permitir dale conceda compartilhe compartilhar dê condividi condividere autorizza geef deel udostępnij nadaj przyznaj предоставь дай поділись надай sdílej dela tildel jaa paylaş izin'],
  ['revoke', 'entzieh quítale retira tira toglie togli odbierz забери отзови відклич odeber återkalla tilbagekald'],
  ['merge', 'fusionnez fusione mezclar mescle mesclar unire scal połącz scalić слей слить объедини sluč sloučit sammenflet flett yhdistä birleştir birleştirin îmbină gabungkan'],
  ['close', 'schliess schliesse zamknij zamknąć закрой закрыть закрий zavři zavřít stäng luk lukk sulje'],
  ['restore', 'wiederherstelle rétablis rétablir restablece restablecer restaurare ripristino herstel przywróć przywrócić восстанови восстановить віднови відновити obnov obnovit återställa gendan gjenopprett palauta restaurează pulihkan'],
  ['connect', 'verbinde verbinden connecte connecter connectez conecta conectar conéctate conecte connetti connettere collegati verbind подключись подключиться підключись připoj anslut forbind bağlan conectează'],
  ['authenticate', 'anmelden abmelden einloggen ausloggen autentica autenticar authentifie aanmelden inloggen uitloggen zaloguj wyloguj войди выйди увійди přihlas logga'],
  ['list', 'aufzählen énumère lístame enumera enumerar elencami oplijsten wylistuj wymień перечислить перерахуй vypiš vypsat luettele listele listeleyin sırala listează enumeră daftar listázd λίστα'],
  ['get', 'schau schaue ansehen sieh siehe gebe ausgeben lies lesen druck drucke drucken öffne öffnen vois voir voyez consulte consulter consultez lis lire imprime imprimer ouvre obtiens obtenir donne donnez ver vea véase consulta consultar leer imprimir obtén obtener obtiene abre abrir veja leia ler imprima obtenha obter pega pegue guarda guardare vedi vedere leggi leggere stampa stampare apri ottieni bekijk bekijken lees lezen verkrijg druk zobacz obejrzyj wyświetl wyświetlić pokazać wypisać otwórz odczytaj podaj смотри посмотри посмотреть просмотри просмотреть покажите выведи вывести отобрази отобразить открой прочитай получи получить дивись подивись переглянь переглянути показати виведи вивести відобрази zobraz zobrazit ukaž otevři se läs skriv öppna læs vise katso lue tulosta gösterin görüntüle görüntüleyin bak yazdır yazdırın getir getirin afișează arată vezi tampilkan lihat mutasd megjelenítése εμφάνιση δείξε اعرض عرض दिखाएँ दिखाओ hiển'],
  ['status', 'teste testen testez checa checar chequea revise confira conferir sprawdzić przetestuj проверьте проверить перевір перевірити zkontroluj zkontrolovat ověř kontrollera kolla tjek sjekk tarkista kontrol denetle verifică periksa cek ellenőrizd έλεγχος تحقق जाँचें'],
  ['diff', 'vergleiche vergleichen comparer comparez compara comparar confronta confrontare vergelijk vergelijken porównaj porównać сравни сравнить порівняй porovnej porovnat jämför sammenlign vertaa karşılaştır compară bandingkan'],
  ['describe', 'descreve descrivi beschreib opisać опиши описать beskriv kuvaile tanımla descrie'],
  ['explain', 'erklär erläutere explícale wytłumacz объясните объяснить поясни vysvětli vysvětlit förklara forklar selitä açıkla açıklayın explică jelaskan magyarázd'],
  ['search', 'durchsuche durchsuchen recherche rechercher recherchez pesquisa pesquisar pesquise localiza cercare ricerca trovare doorzoek wyszukaj wyszukać szukaj znaleźć поищи искать найти найдите знайди знайти шукай hledej najdi vyhledej sök hitta søg finn søk etsi ara bul arayın bulun caută găsește cari temukan keress αναζήτηση ابحث खोजें tìm'],
]
const BY_WORD = new Map<string, Operation>()
for (const [operation, words] of [...VERBS, ...MORE]) for (const word of words.split(' ')) if (!BY_WORD.has(word)) BY_WORD.set(word, operation)

/** The operation that a word of another language orders. */
export const foreignVerb = (word: string): Operation | undefined => BY_WORD.get(word)

/** Languages that put no spaces between words, or that put endings behind theirs: looked for inside of the text. */
const WRITTEN_TOGETHER: readonly (readonly [Operation, string])[] = [
  ['delete', '删除 刪除 移除 清除 清空 清理 卸载 销毁 去掉 干掉 取消订阅 削除 消去 除去 消して 消す 取り除 アンインストール クリア 破棄 삭제 제거 지워 지우 비우 없애 비워'],
  ['restart', '重启 重啟 重新启动 重新啟動 再起動 再起动 リスタート 재시작 재부팅'],
  ['scale', '扩容 缩容 扩展到 扩大 缩小 增加到 减少到 拡張 スケール 増や 減ら 拡大 縮小 増設 늘려 줄여 확장 축소 스케일'],
  ['stop', '停止 停掉 关闭服务 关掉 暂停 中止 终止 停用服务 一時停止 止めて 止める 終了 중지 멈춰 정지 종료 중단'],
  ['start', '启动 啟動 开启 开始 运行起来 起動 開始 立ち上げ 再開 시작 켜줘 기동 실행시켜'],
  ['deploy', '部署 发布 上线 デプロイ リリースして 배포 릴리스해'],
  ['create', '创建 建立 新建 新增 添加 增加 生成 建一个 克隆出 作成 新規 追加 作って 作る 生成 생성 만들 추가 등록'],
  ['update', '更新 修改 编辑 替换 升级 更改 修复 改成 应用补丁 変更 編集 置換 修正 アップデート アップグレード 適用 直して 업데이트 수정 변경 편집 교체 업그레이드 적용 고쳐 바꿔'],
  ['set-config', '设置 設置 配置 设定 切换 設定 切り替え 設置する 설정 구성 전환 지정'],
  ['rollback', '回滚 回退 恢复到上一个 还原到 ロールバック 戻して 元に戻 巻き戻 롤백 되돌려 되돌리'],
  ['undo', '撤销 撤消 取り消 취소'],
  ['enable', '启用 開啟 激活 打开日志 有効 활성화 켜기'],
  ['disable', '禁用 停用 关闭日志 無効 비활성화 끄기'],
  ['install', '安装 安裝 インストール 설치'],
  ['run', '运行 執行 执行 実行 走らせ 실행 돌려'],
  ['move', '移动 重命名 改名 迁移 移動 名前を変更 リネーム 이동 옮겨 이름변경'],
  ['copy', '复制 拷贝 上传 下载 克隆 コピー 複製 アップロード ダウンロード クローン 복사 업로드 다운로드 복제'],
  ['export', '导出 備份 备份 归档 エクスポート バックアップ アーカイブ 내보내 백업'], ['import', '导入 インポート 取り込 가져오'],
  ['restore', '恢复 还原 復元 リストア 복원 복구'],
  ['grant', '授权 授予 共享 权限给 許可 付与 共有 権限を 권한을 공유 부여'], ['revoke', '撤回权限 收回 吊销 剥奪 取り上げ 회수'],
  ['merge', '合并 合併 マージ 병합'], ['attach', '挂载 连接到 绑定 マウント アタッチ 마운트 연결해'], ['connect', '连接 登录到 接続 접속'], ['authenticate', '登录 登出 注销 ログイン ログアウト 로그인 로그아웃'],
  ['lock', '锁定 解锁 ロック 잠금'],
  ['list', '列出 列表 所有 一览 一覧 すべて 全て 목록 나열 모든'],
  ['get', '显示 查看 打印 获取 查询 查一下 看一下 看看 輸出 输出 表示 見せ 見る 確認 出力 印刷 取得 閲覧 表示して 보여 표시 조회 출력 확인 보기'],
  ['status', '检查 状态 健康 測試 测试 検査 状態 稼働 チェック 점검 상태'],
  ['diff', '比较 对比 差异 比較 差分 비교'], ['logs', '日志 ログを ログが 로그'],
  ['explain', '解释 说明 为什么 怎么 如何 帮助 説明 教えて なぜ どうやって ヘルプ 설명 알려 왜 어떻게 도움말'], ['search', '搜索 查找 寻找 検索 探して 探す 검색 찾아 찾기'],
]
const TOGETHER: readonly (readonly [string, Operation])[] = WRITTEN_TOGETHER
  .flatMap(([operation, words]) => words.split(' ').map((word) => [word, operation] as const))
  .sort(([a], [b]) => b.length - a.length)
const CHINESE_ONLY = /^[^\u3040-\u30ff\uac00-\ud7af]*$/

/**
 * The operation in a text of Chinese, Japanese or Korean. Chinese puts the verb first, the other two put it last; of words that begin at
 * the same place the longest counts. Bounded: the text is cut at 200 characters.
 */
export function verbWrittenTogether(text: string): Operation | undefined {
  const cut = text.slice(0, 200)
  const first = CHINESE_ONLY.test(cut)
  let found: Operation | undefined
  let place = first ? Infinity : -1
  for (const [word, operation] of TOGETHER) {
    const at = first ? cut.indexOf(word) : cut.lastIndexOf(word)
    if (at >= 0 && (first ? at < place : at > place)) { place = at; found = operation }
  }
  return found
}
