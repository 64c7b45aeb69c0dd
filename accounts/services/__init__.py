"""What people do with accounts and links: one function each, in one transaction."""

from accounts.services.blocking import Blocked, block_inviter, blocks_of, unblock
from accounts.services.consents import (
    Asked,
    agree,
    agrees_to_storing,
    allow_quiz_statistics,
    allows_quiz_statistics,
    confirm_sign_up,
    consents_of,
    given_now,
    people_in_quiz_statistics,
    withdraw,
    withdraw_quiz_statistics,
)
from accounts.services.keeping import (
    count_aged,
    keep_for,
)
from accounts.services.leaving import (
    erase,
    unlink,
    what_unlinking_ends,
)
from accounts.services.linking import (
    TOKEN_BYTES,
    FreshInvitation,
    Invitation,
    accept_invitation,
    decline_invitation,
    find_invitation,
    find_invitation_by_code,
    find_invitation_by_token,
    invite,
    invite_by_mail,
    open_invitation,
    refuse_unless_acceptable,
    revoke_invitation,
    send_again,
)
from accounts.services.locking import (
    FreshLock,
    LockStanding,
    change_passphrase,
    has_lock,
    lock_standing,
    new_recovery_code,
    open_lock,
    put_right,
    remove_lock,
    seal_what_is_left,
    set_up_lock,
)
from accounts.services.mailbox import (
    close_mailbox,
    has_recovery_codes,
    open_mailbox,
)
from accounts.services.me import (
    change_me,
)
from accounts.services.pausing import (
    pause_sharing,
    refuse_while_paused,
    resume_sharing,
    shares_now,
)
from accounts.services.quick_exit import note_quick_exit
from accounts.services.receipts import (
    Receipt,
    erased_at,
)
from accounts.services.rights import (
    couple_of,
)
from accounts.services.sign_ins import (
    Place,
    end_sessions,
    places_of,
    record_sign_in,
    sign_ins_of,
    sign_out_elsewhere,
    sign_out_there,
)
from accounts.services.tokens import (
    hash_of_token,
)

__all__ = [
    "TOKEN_BYTES",
    "Asked",
    "Blocked",
    "FreshInvitation",
    "FreshLock",
    "Invitation",
    "LockStanding",
    "Place",
    "Receipt",
    "accept_invitation",
    "agree",
    "agrees_to_storing",
    "allow_quiz_statistics",
    "allows_quiz_statistics",
    "block_inviter",
    "blocks_of",
    "change_me",
    "change_passphrase",
    "close_mailbox",
    "confirm_sign_up",
    "consents_of",
    "count_aged",
    "couple_of",
    "decline_invitation",
    "end_sessions",
    "erase",
    "erased_at",
    "find_invitation",
    "find_invitation_by_code",
    "find_invitation_by_token",
    "given_now",
    "has_lock",
    "has_recovery_codes",
    "hash_of_token",
    "invite",
    "invite_by_mail",
    "keep_for",
    "lock_standing",
    "new_recovery_code",
    "note_quick_exit",
    "open_invitation",
    "open_lock",
    "open_mailbox",
    "pause_sharing",
    "people_in_quiz_statistics",
    "places_of",
    "put_right",
    "record_sign_in",
    "refuse_unless_acceptable",
    "refuse_while_paused",
    "remove_lock",
    "resume_sharing",
    "revoke_invitation",
    "seal_what_is_left",
    "send_again",
    "set_up_lock",
    "shares_now",
    "sign_ins_of",
    "sign_out_elsewhere",
    "sign_out_there",
    "unblock",
    "unlink",
    "what_unlinking_ends",
    "withdraw",
    "withdraw_quiz_statistics",
]
