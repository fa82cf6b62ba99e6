"""What people are called, in Arabic and French; the first ones of each list are the most frequent."""

from random import Random

FIRST = (
    *(
        "Mohamed",
        "Fatima",
        "Ahmed",
        "Khadija",
        "Youssef",
        "Aïcha",
        "Hassan",
        "Zineb",
        "Rachid",
        "Naïma",
        "Abdellah",
        "Samira",
        "Saïd",
        "Hind",
    ),
    *(
        "Mustapha",
        "Latifa",
        "Brahim",
        "Malika",
        "Omar",
        "Salma",
        "Driss",
        "Imane",
        "Khalid",
        "Loubna",
        "Hamid",
        "Ghizlane",
        "Jamal",
        "Meryem",
    ),
    *("محمد", "فاطمة", "أحمد", "خديجة", "يوسف", "عائشة", "حسن", "زينب", "رشيد", "نعيمة", "عبد الله", "سميرة", "إبراهيم", "مليكة", "مصطفى"),
    *("لطيفة", "عمر", "سلمى", "إدريس", "إيمان", "خالد", "لبنى", "حميد", "غزلان", "جمال", "مريم", "الحسين", "رقية", "عيسى", "هدى", "أمينة"),
)
FAMILY = (
    *("Alaoui", "Idrissi", "Amrani", "Bennani", "El Fassi", "Tazi", "Berrada", "Chraibi", "Benjelloun", "Lahlou", "Ouazzani", "Filali"),
    *("Soussi", "Naciri", "Mernissi", "Skalli", "Zemmouri", "Oubella", "Aït Ali", "Aït M'Hamed", "Ben Brahim", "El Ghazi", "Bouazza"),
    *("Lamrani", "Sebti", "Kabbaj", "Rifaï", "Doukkali", "Sahraoui", "Cherkaoui", "Belhaj", "Mansouri", "Tahiri", "Ziani", "Hajji"),
    *("العلوي", "الإدريسي", "العمراني", "بناني", "الفاسي", "التازي", "برادة", "الشرايبي", "بنجلون", "لحلو", "الوزاني", "الفيلالي"),
    *("السوسي", "الناصري", "المرنيسي", "أيت علي", "أيت محند", "بن إبراهيم", "الغازي", "بوعزة", "الصقلي", "السبتي", "الريفي", "الدكالي"),
)


def a_name(chance: Random) -> str:
    """Draw a name; both parts in one script or not, as people write them."""
    return f"{_frequent(chance, FIRST)} {_frequent(chance, FAMILY)}"


def _frequent(chance: Random, names: tuple[str, ...]) -> str:
    """Draw from a list, the first ones three times as often as the last."""
    return names[int(len(names) * chance.random() ** 1.5)]
