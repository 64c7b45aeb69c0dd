"""Addresses of linking, one's own settings and erasing."""

from django.urls import path

from accounts.views import (
    blocking,
    consents,
    erasing,
    exporting,
    inviting,
    keeping,
    linking,
    locking,
    mailbox,
    me,
    pausing,
    sign_ins,
    unlinking,
)

app_name = "accounts"

urlpatterns = [
    path("partner/", inviting.partner, name="partner"),
    path("partner/invite/", inviting.invite, name="invite"),
    path("partner/invite/revoke/", inviting.revoke, name="revoke"),
    path("partner/invite/mail/", inviting.invite_by_mail, name="invite_by_mail"),
    path("partner/invite/again/", inviting.send_again, name="send_again"),
    path("partner/blocks/", blocking.blocks, name="blocks"),
    path("partner/pause/", pausing.pause, name="pause"),
    path("partner/unlink/", unlinking.unlink, name="unlink"),
    path("join/", linking.join, name="join"),
    path("join/code/", linking.join_code, name="join_code"),
    path("join/link/", linking.link, name="link"),
    path("join/decline/", linking.decline, name="decline"),
    path("join/block/", blocking.block, name="block"),
    path("join/not-now/", linking.not_now, name="not_now"),
    path("join/<str:token>/", linking.join_link, name="join_link"),
    path("me/", me.me, name="me"),
    path("me/mailbox/", mailbox.mailbox, name="mailbox"),
    path("me/sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("me/sign-ins/end/", sign_ins.sign_out_there, name="sign_out_there"),
    path("me/sign-ins/end-others/", sign_ins.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/keeping/", keeping.keeping, name="keeping"),
    path("me/lock/", locking.lock, name="lock"),
    path("me/lock/set-up/", locking.set_up, name="lock_set_up"),
    path("me/lock/open/", locking.unlock, name="unlock"),
    path("me/lock/close/", locking.close, name="lock_close"),
    path("me/lock/go-on/", locking.go_on, name="lock_go_on"),
    path("me/lock/passphrase/", locking.passphrase, name="lock_passphrase"),
    path("me/lock/code/", locking.recovery_code, name="lock_code"),
    path("me/lock/remove/", locking.remove, name="lock_remove"),
    path("me/export/", exporting.take_along, name="export"),
    path("me/export/evenings.json", exporting.as_json, name="export_json"),
    path("me/export/read/", exporting.to_read, name="export_read"),
    path("me/erase/", erasing.erase, name="erase"),
    path("erased/", erasing.erased, name="erased"),
]
