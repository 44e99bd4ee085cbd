# Формуляри на записи и редове като в електронна таблица.
grid-line = Ред
grid-line-number = Ред { $line }
grid-cell = { $label }, ред { $line }
grid-add = Нов ред
grid-add-to = Нов ред: { $label }
grid-remove = Премахни ред { $line }
grid-empty = Няма редове
grid-sum = Сбор
grid-keys = Tab и Enter – нататък · Ctrl+D копира от горния ред · Ctrl+Del маха реда · може да поставите таблица
grid-wrong = { $label }: { $why }
grid-not-found = „{ $text }“ не е намерено или съвпада с няколко.
grid-not-asked = „{ $text }“ не можа да се потърси: сървърът не отговаря.
no-day = Това не е дата.
no-choice = Няма такъв избор.
