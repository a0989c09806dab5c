import type { Operation } from '../operation.ts'
import { type Verb, verbsIn } from './verb-table.ts'

/** Languages that put no spaces between words, or that put endings behind theirs: looked for inside of the text. */
const CHINESE_JAPANESE_KOREAN: readonly (readonly [Operation, string])[] = [
  ['delete', '丢弃 去除 擦除 抹去 解除安装 移掉 丢掉 扔掉 クリーンアップ 除外 クリーン 消す 消し 정리 없앰 지움 폐기 날려 删除 刪除 移除 清除 清空 清理 卸载 销毁 去掉 干掉 取消订阅 削除 消去 除去 消して 消す 取り除 アンインストール クリア 破棄 삭제 제거 지워 지우 비우 없애 비워'],
  ['restart', '重启 重啟 重新启动 重新啟動 再起動 再起动 リスタート 재시작 재부팅'],
  ['scale', '放大 减少 増加 減少 증가 감소 扩容 缩容 扩展到 扩大 缩小 增加到 减少到 拡張 スケール 増や 減ら 拡大 縮小 増設 늘려 줄여 확장 축소 스케일'],
  ['stop', 'シャットダウン 终断 关闭 退出 取消 杀死 杀掉 结束 强制结束 キル 強制終了 閉じ キャンセル 終わら 취소 죽이 종료 끝내 닫기 停止 停掉 关闭服务 关掉 暂停 中止 终止 停用服务 一時停止 止めて 止める 終了 중지 멈춰 정지 종료 중단'],
  ['start', '打开 开机 恢复运行 開く 立ち上 열기 실행 시작 구동 启动 啟動 开启 开始 运行起来 起動 開始 立ち上げ 再開 시작 켜줘 기동 실행시켜'],
  ['deploy', '推送 应用到 发布到 套用 プッシュ 公開 푸시 게시 공개 部署 发布 上线 デプロイ リリースして 배포 릴리스해'],
  ['create', '初始化 编译 构建 插入 申请 录制 拆分 建置 新建 初期化 ビルド コンパイル 追記 録画 発行 登録 분할 빌드 컴파일 추가하기 녹음 녹화 발급 삽입 캡처 创建 建立 新建 新增 添加 增加 生成 建一个 克隆出 作成 新規 追加 作って 作る 生成 생성 만들 추가 등록'],
  ['update', 'チェックアウト 連結 패키징 체크아웃 修补 更换 交换 转换 覆盖 重写 写入 编码 解码 加密 解密 格式化 替代 截断 签名 补全 优化 升級 重置 限制 变更 変換 暗号化 復号 書き込 上書き 書き換え フォーマット 署名 エンコード デコード 最適化 パッケージ化 リセット 保存 변환 암호화 복호화 덮어쓰 덮어씀 작성 포맷 서명 인코딩 디코딩 최적화 초기화 저장 갱신 되돌림 편집하기 고정 표시하도록 更新 修改 编辑 替换 升级 更改 修复 改成 应用补丁 変更 編集 置換 修正 アップデート アップグレード 適用 直して 업데이트 수정 변경 편집 교체 업그레이드 적용 고쳐 바꿔'],
  ['set-config', '使用 指定 选择 设为 调整 使用する 指定する 選択 사용 선택 지정 设置 設置 配置 设定 切换 設定 切り替え 設置する 설정 구성 전환 지정'],
  ['rollback', '回滚 回退 恢复到上一个 还原到 ロールバック 戻して 元に戻 巻き戻 롤백 되돌려 되돌리'],
  ['undo', '撤销 撤消 取り消 취소'],
  ['enable', '启用 開啟 激活 打开日志 有効 활성화 켜기'],
  ['disable', '禁用 停用 关闭日志 無効 비활성화 끄기'],
  ['install', '装上 セットアップ 安装 安裝 インストール 설치'],
  ['run', '发送 调用 执行 捕获 发出 送信 呼び出 テスト 전송 보내기 보냄 호출 수행 테스트 시험 运行 執行 执行 実行 走らせ 실행 돌려'],
  ['move', '转移 更名 転送 이름을 변경 이전 移动 重命名 改名 迁移 移動 名前を変更 リネーム 이동 옮겨 이름변경'],
  ['copy', '同步 抓取 拉取 プル ミラー 同期 クローン 미러링 동기화 내려받 다운 풀하기 复制 拷贝 上传 下载 克隆 コピー 複製 アップロード ダウンロード クローン 복사 업로드 다운로드 복제'],
  ['export', '压缩 打包 转储 圧縮 アーカイブ化 ダンプ 書き出 압축 덤프 보관 导出 備份 备份 归档 エクスポート バックアップ アーカイブ 내보내 백업'], ['import', '载入 加载 导入 読み込 ロード 불러오 로드 导入 インポート 取り込 가져오'],
  ['restore', '解压 提取 抽取 展开 解压缩 展開 解凍 抽出 압축해제 압축 해제 추출 해제하여 恢复 还原 復元 リストア 복원 복구'],
  ['grant', '允许 许可 准许 許す 허용 授权 授予 共享 权限给 許可 付与 共有 権限を 권한을 공유 부여'], ['revoke', '拒绝 阻止 禁止 拒否 ブロック 차단 거부 撤回权限 收回 吊销 剥奪 取り上げ 회수'],
  ['merge', '合并 合併 マージ 병합'], ['attach', '挂载 挂接 附加 取り付け 마운트 부착 挂载 连接到 绑定 マウント アタッチ 마운트 연결해'], ['connect', '打开一个连接 登入到 連接 接続する 접속 연결 连接 登录到 接続 접속'], ['authenticate', '登录 登出 注销 ログイン ログアウト 로그인 로그아웃'],
  ['lock', '上锁 锁住 잠그 锁定 解锁 ロック 잠금'],
  ['list', '列出 列表 列举 清单 一览 一覧 リストアップ 列挙 목록 나열 열거'],
  ['get', '展示 呈现 看每 看下 输出 列印 阅读 读取 浏览 报告 统计 计算行 出力する 表示する 読み取 調べ 보기 표시 얻기 읽기 출력 가져오기 가져옴 확인 나타내 보고 显示 查看 打印 获取 查询 查一下 看一下 看看 輸出 输出 表示 見せ 見る 確認 出力 印刷 取得 閲覧 表示して 보여 표시 조회 출력 확인 보기'],
  ['status', '监控 监视 等待 检测 验证连接 監視 待機 モニタ 모니터링 대기 점검 검사 检查 状态 健康 測試 测试 検査 状態 稼働 チェック 점검 상태'],
  ['diff', '区别 diff 差分 比较 对比 差异 比較 差分 비교'], ['logs', '追踪日志 日志 ログを ログが 로그'],
  ['explain', '分析 帮助信息 调试 解析 分析する デバッグ 분석 디버그 디버깅 解释 说明 为什么 怎么 如何 帮助 説明 教えて なぜ どうやって ヘルプ 설명 알려 왜 어떻게 도움말'], ['search', '寻找 搜寻 扫描 过滤 筛选 查出 サーチ スキャン 見つけ フィルタ 검색 스캔 필터 搜索 查找 寻找 検索 探して 探す 검색 찾아 찾기'],
  ['validate', '验证 校验 检验 検証 검증 유효성'],
  ['detach', '卸载卷 分离 断开 アンマウント 切断 取り外 마운트해제 분리 끊기'],
  ['cost', '费用 花费 料金 コスト 비용 요금'],
  ['query', '查询 问い合わせ 問い合わ 질의 쿼리'],
  ['simulate', '预览 模拟 试运行 プレビュー シミュレート 미리보기 미리 모의'],
  ['rotate', '轮换 轮转 ローテーション 순환 교체하여'],
  ['refresh', '刷新 リフレッシュ 새로고침'],
]
/** Hindi, Bengali and Tamil put the order last, Arabic and Persian first. */
const INDIC: readonly (readonly [Operation, string])[] = [
  ['get', 'प्रदर्शित दिखा देख प्रिंट प्राप्त बताओ बताएं প্রদর্শন প্রিন্ট দেখুন দেখান দেখতে দেখানো காட்டு காட்ட காண்பி காண்க அச்சிட பார்க்க'],
  ['list', 'सूची सूचीबद्ध তালিকা তালিকাভুক্ত பட்டியல்'], ['set-config', 'सेट निर्दिष्ट कॉन्फ़िगर कॉन्फिगर সেট নির্ধারণ কনফিগার அமைக்க'], ['start', 'प्रारंभ शुरू चालू শুরু স্টার্ট চালু தொடங்க துவக்க'],
  ['install', 'स्थापित इंस्टॉल ইনস্টল நிறுவ'], ['update', 'बदल अपडेट अपग्रेड संपादित रूपांतरित সম্পাদনা আপডেট আপগ্রেড পরিবর্তন রূপান্তর সংরক্ষণ மேம்படுத்த புதுப்பி மாற்ற'],
  ['copy', 'डाउनलोड अपलोड कॉपी क्लोन ডাউনলোড আপলোড কপি ক্লোন பதிவிறக்க நகலெடு'], ['enable', 'सक्षम সক্রিয় செயல்படுத்த இயக்கு'], ['disable', 'अक्षम নিষ্ক্রিয় முடக்கு'], ['stop', 'बंद रोक বন্ধ থামা நிறுத்த'],
  ['connect', 'कनेक्ट সংযোগ இணை'], ['delete', 'हटा मिटा डिलीट अनइंस्टॉल মুছ সরিয়ে আনইনস্টল রিমুভ পরিষ্কার সরান অপসারণ அகற்ற நீக்க'], ['create', 'बना जोड़ निर्मित তৈরি যোগ ইস্যু உருவாக்க சேர்க்க தொகுக்க'], ['run', 'चला निष्पादित भेज চালান এক্সিকিউট পাঠান இயக்கவும் அனுப்ப'],
  ['diff', 'तुलना তুলনা ஒப்பிடு'], ['search', 'खोज ढूंढ ढूँढ অনুসন্ধান খুঁজ ফিল্টার தேடு தேடவும் கண்டறி'], ['status', 'जांच जाँच পরীক্ষা சரிபார்'], ['restart', 'पुनरारंभ रीस्टार्ट পুনরায়চালু রিস্টার্ট மறுதொடக்க'], ['explain', 'समझा व्याख्या ব্যাখ্যা விளக்க'],
  ['deploy', 'तैनात डिप्लॉय ডিপ্লয়'], ['scale', 'बढ़ा घटा বাড়ান কমান'], ['restore', 'पुनर्स्थापित ডিকম্প্রেস এক্সট্র্যাক্ট পুনরুদ্ধার'], ['export', 'संपीड़ित कम्प्रेस কম্প্রেস'],
]
const ARABIC: readonly (readonly [Operation, string])[] = [
  ['get', 'عرض اعرض أظهر إظهار طباعة اطبع الحصول احصل نمایش چاپ دریافت نشان'], ['list', 'إدراج سرد قائمة لیست فهرست'], ['search', 'البحث ابحث العثور جستجو پیدا'], ['delete', 'إزالة أزل حذف احذف امسح مسح إلغاء پاک حذف'], ['run', 'تنفيذ نفذ شغل التشغيل تشغيل إرسال أرسل قم استدع اجرا ارسال'],
  ['copy', 'نسخ انسخ إنسخ تحميل تنزيل حمّل استنساخ دانلود رونوشت کپی'], ['create', 'إنشاء أنشئ إضافة أضف تهيئة ترجمة ساخت ایجاد افزودن اضافه بساز'], ['stop', 'إنهاء إيقاف أوقف توقف متوقف'], ['start', 'بدء ابدأ شروع آغاز'], ['connect', 'الاتصال اتصل اتصال متصل'],
  ['set-config', 'تعيين عيّن حدد تحديد استخدم إستخدم تنظیم'], ['restart', 'إعادةتشغيل إعادة أعد راه‌اندازی'], ['update', 'تحديث حدّث تعديل عدّل تغيير غيّر الكتابة استبدال تحويل تشفير تطوير تحسين تبدیل بروزرسانی ارتقا تغییر ویرایش'], ['export', 'ضغط أرشفة تصدير آرشیو خروجی فشرده'],
  ['restore', 'فك استخراج استعادة بازیابی'], ['enable', 'تفعيل فعّل فعال'], ['disable', 'تعطيل عطّل غیرفعال'], ['install', 'تثبيت ثبّت نصب'], ['grant', 'السماح اسمح منح'], ['revoke', 'منع سحب'], ['status', 'التحقق تحقق فحص بررسی'], ['diff', 'مقارنة قارن مقایسه'], ['explain', 'اشرح شرح توضیح'], ['deploy', 'نشر انشر استقرار'], ['import', 'استيراد وارد'], ['scale', 'زيادة تقليل افزایش کاهش'],
]

/** Traditional Chinese letters that the words above are written with, each followed by the simplified one. */
const TRADITIONAL = '刪删顯显檢检執执啟启動动關关設设備备復复還还運运創创編编輯辑變变貼贴載载複复製制導导匯汇尋寻認认證证連连線线開开閉闭終终轉转換换壓压縮缩離离鎖锁測测試试對对較较說说釋释請请為为麼么誰谁幾几嗎吗應应傳传'
  + '擴扩滾滚撤撤銷销鍵键擷撷選选擇择讓让權权掛挂綁绑錄录訂订閱阅釋释儲储標标記记註注錯错誤误無无敗败據据庫库檔档務务雲云網网絡络環环節节點点狀状態态時时間间級级並并將将於于從从過过歷历歸归檔档帳账號号驗验產产強强載载隱隐'
const SIMPLIFIED: ReadonlyMap<string, string> = new Map((TRADITIONAL.match(/../g) ?? []).map((pair) => [pair.charAt(0), pair.charAt(1)]))

/** The text with simplified letters, as far as the words here need it. */
export const simplified = (text: string): string => text.replace(/[\u4e00-\u9fff]/g, (letter) => SIMPLIFIED.get(letter) ?? letter)

type Words = readonly Verb[]
const longestFirst = (table: readonly (readonly [Operation, string])[]): Words => verbsIn(table).sort(([a], [b]) => b.length - a.length)
const [EAST, SOUTH, WEST] = [CHINESE_JAPANESE_KOREAN, INDIC, ARABIC].map(longestFirst) as [Words, Words, Words]
const JAPANESE_OR_KOREAN = /[\u3040-\u30ff\uac00-\ud7af]/
const INDIC_LETTERS = /[\u0900-\u0dff]/
const ARABIC_LETTERS = /[\u0600-\u06ff]/

/** Whether a text is in one of the scripts that are searched rather than looked up. */
export const isSearched = (text: string): boolean => INDIC_LETTERS.test(text) || ARABIC_LETTERS.test(text)

/**
 * The operation in a text of a script whose words aren't looked up one by one. Chinese, Arabic and Persian put the verb first, Japanese,
 * Korean and the languages of India put it last; of words that begin at the same place the longest counts. Bounded: the text is cut at
 * 200 characters.
 */
export function verbWrittenTogether(text: string): Operation | undefined {
  const cut = simplified(text.slice(0, 200))
  if (INDIC_LETTERS.test(cut)) return placed(cut, SOUTH, 'last')
  if (ARABIC_LETTERS.test(cut)) return placed(cut, WEST, 'first')
  return placed(cut, EAST, JAPANESE_OR_KOREAN.test(cut) ? 'last' : 'first')
}

function placed(text: string, words: Words, which: 'first' | 'last'): Operation | undefined {
  let found: Operation | undefined
  let place = which === 'first' ? Infinity : -1
  for (const [word, operation] of words) {
    const at = which === 'first' ? text.indexOf(word) : text.lastIndexOf(word)
    if (at >= 0 && (which === 'first' ? at < place : at + word.length > place)) { place = which === 'first' ? at : at + word.length; found = operation }
  }
  return found
}
