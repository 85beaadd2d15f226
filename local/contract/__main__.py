"""`python -m local.contract`: writes the contract's documents."""

from local.contract.documents import DOCUMENTS, FOLDER, GUIDE, guide_text, text_of

for name in DOCUMENTS:
    (FOLDER / name).write_text(text_of(name), encoding="utf-8")
    print(f"wrote {FOLDER.name}/{name}")
GUIDE.write_text(guide_text(), encoding="utf-8")
print(f"wrote {GUIDE.name}")
