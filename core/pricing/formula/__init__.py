"""The formula language of price types: read, checked, printed, computed. Pure.

    Мин([СредняяРынка]; [Оптовая] * 1,2)
    ?([Закупка] > 1000 И НЕ [Остаток] = 0; Окр([Закупка] * 1,15; 0); [Закупка] + 50)

Operands are identifiers of price types in square brackets; numbers have a decimal comma or point;
`+ - * /`, brackets, comparisons `= <> < <= > >=`, И ИЛИ НЕ (AND OR NOT), functions Мин Макс Окр Цел
(Min Max Round Int), a choice `?(condition; then; otherwise)`. Arguments are parted by `;`; a comma
parts them too unless it stands between two digits, where it is a decimal comma.
"""
