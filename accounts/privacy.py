"""Why a field of one's own is left out of the export: the reasons for `Privacy.withheld`.

What `class Privacy` of a model says about the export:

- `exported_as` is the name of its rows in the file, `exported` the fields in it;
- `withheld` has every other field with its reason;
- `known_by` names the fields by which another row refers to one of these: an exported relation is
  told by them, as the numbers of rows would tell how many others there are.
"""

from django.utils.translation import gettext_lazy as _

OWNER = _("That it is yours, which goes without saying.")
NUMBER = _("The numbers by which this site finds what is stored.")
KEY = _("Keys, passwords and secrets: whoever has the file could use them.")
HASH = _("Check values of links and codes; the links themselves are stored nowhere.")
CLOCKWORK = _("Marks by which this site keeps its own work in order.")
THEIRS = _("What somebody else did with an invitation of yours. That is theirs.")
EITHER = _(
    "When a link ended: either of the two may have ended it, and the other is not told when."
)
EMPTY = _("What another site says about you: it is thrown away as it arrives.")

# In the order of the page.
REASONS = (THEIRS, EITHER, KEY, HASH, EMPTY, NUMBER, CLOCKWORK, OWNER)
