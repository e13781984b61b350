package main

import (
	"context"
	"fmt"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// furnish gives two machines what the plain model lacks: DC0_H0_VM0 a card on an opaque network, a card
// on a standard network, a SATA disk and a two-level snapshot tree; the last DC0_C0 machine a template's mark.
func furnish(client *vim25.Client) error {
	ctx := context.Background()
	finder := find.NewFinder(client)
	vm, err := finder.VirtualMachine(ctx, "/F0/DC0/vm/F0/DC0_H0_VM0")
	if err != nil {
		return err
	}
	for _, path := range []string{"/F0/DC0/network/F0/DC0_NSX0", "/F0/DC0/network/VM Network"} {
		network, err := finder.Network(ctx, path)
		if err != nil {
			return err
		}
		backing, err := network.EthernetCardBackingInfo(ctx)
		if err != nil {
			return err
		}
		card, err := object.EthernetCardTypes().CreateEthernetCard("vmxnet3", backing)
		if err != nil {
			return err
		}
		if err := vm.AddDevice(ctx, card); err != nil {
			return err
		}
	}
	if err := addSataDisk(ctx, vm); err != nil {
		return err
	}
	for _, name := range []string{"first", "second"} {
		task, err := vm.CreateSnapshot(ctx, name, "", false, false)
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
	}
	return makeTemplate(ctx, finder)
}

func addSataDisk(ctx context.Context, vm *object.VirtualMachine) error {
	devices, err := vm.Device(ctx)
	if err != nil {
		return err
	}
	controller := &types.VirtualAHCIController{}
	controller.Key = -100
	if err := vm.AddDevice(ctx, controller); err != nil {
		return err
	}
	after, err := vm.Device(ctx)
	if err != nil {
		return err
	}
	sata := after.SelectByType((*types.VirtualAHCIController)(nil))
	if len(sata) == 0 {
		return fmt.Errorf("the SATA controller is missing")
	}
	first := devices.SelectByType((*types.VirtualDisk)(nil))[0].(*types.VirtualDisk)
	file := first.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
	disk := after.CreateDisk(sata[0].(types.BaseVirtualController), *file.Datastore, "")
	disk.CapacityInKB = 64 << 10
	return vm.AddDevice(ctx, disk)
}

func makeTemplate(ctx context.Context, finder *find.Finder) error {
	machines, err := finder.VirtualMachineList(ctx, "/F0/DC0/vm/F0/DC0_C0_*")
	if err != nil {
		return err
	}
	last := machines[len(machines)-1]
	task, err := last.PowerOff(ctx)
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	return last.MarkAsTemplate(ctx)
}
