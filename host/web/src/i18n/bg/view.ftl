# Страници и действия на добавките.
view-action-done = { $action }: готово
view-action-missing = Действието { $action } го няма или нямате право да го изпълните.
view-open-made = Отвори: { $what }
view-refused = Нищо не е променено
view-leave = Излизате ли от Keel?
view-leave-why = Ще се отвори { $host } в нов прозорец.
view-copy = Копирай
view-as-table = Числата в таблица
view-newer-host = Частта „{ $node }“ иска по-нова версия на сървъра.
view-from-plugin = От добавката { $plugin }
view-all = Всички: { $what }
view-needed = Попълнете това поле.
